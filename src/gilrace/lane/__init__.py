"""What a lane's process and the referee share: the heat order, the track, the work. Standard library only."""
