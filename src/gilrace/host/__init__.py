"""The program in a lane's process: joins one strategy and one workload. Standard library only."""
