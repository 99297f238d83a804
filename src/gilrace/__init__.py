"""gilrace: fair, measured races between sequential, threads, processes and asyncio."""

__version__ = "0.1.0"
