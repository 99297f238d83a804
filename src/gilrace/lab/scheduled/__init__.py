"""Every step of a demo decided: real threads gated one at a time, coroutines driven by hand."""
