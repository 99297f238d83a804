"""The screens: each turns keys into what a drawing is to show, and shows it in one picture."""
