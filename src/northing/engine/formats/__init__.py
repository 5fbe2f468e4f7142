"""Business plans and project lists from files others wrote: bytes in, dataclasses out, nothing dropped."""
