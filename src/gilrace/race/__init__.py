"""The parent's side of a race: plan, referee, lane process, sampler, recording, state."""
