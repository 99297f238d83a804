"""The whole app as appended sentences and numbered menus: for screen readers, pipes and dumb terminals."""
