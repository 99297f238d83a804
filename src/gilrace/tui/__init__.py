"""The screens. Drawings are pure functions from a state to lines; thin Textual widgets show them."""
