"""Strategies by other people's engines, and what a strategy from outside has to keep to.

A distribution gives a strategy by an entry point::

    [project.entry-points."gilrace.strategies"]
    mine = "my_package.my_module:run"

Once it is installed, ``mine`` is a lane like any other: ``lanes: [sequential, mine: {workers: 4}]``. gilrace
reads the module without importing it; only a lane's own process, under the lane's interpreter, runs it.
These top-level names are looked at, each a literal, each optional:

``LETTER``
    the lane's first sign, one capital letter; the first of the name without it. The first line of the
    module's docstring is shown as its summary;
``OPTIONS``
    a mapping of the lane settings it takes, with their defaults, over ``workers`` and ``chunk``;
``PACKAGES``
    what it imports that may be missing. An extra in the entry point (``"module:run [mine]"``) is told then;
``early()``
    a function called before the workload is imported, as for patching what it imports.

``run(heat)`` gets a `gilrace.lane.heat.Heat` and returns all results in item order. It

1. sets its workers up and has each call ``heat.work.setup()``, where that is not None;
2. calls ``heat.line()`` once all are ready; that returns at the go signal;
3. finishes every item exactly once: ``gilrace.lane.marks.run_slice(call, items, first, mark)`` runs items
   one after another, makes an item's exception its result, and marks each on the track. ``heat.mark(k)`` is
   the pen of worker ``k`` (0 to ``heat.workers - 1``): ``ready()`` before the line, ``begin()`` after it,
   ``finish()`` at the end. Workers that do not share memory with the host run
   `gilrace.lane.portion.run_portion` instead, and the host hands what they return to a
   `gilrace.lane.portion.Tally`, which marks for them; ``heat.reload`` is picklable and loads the work there;
4. takes everything down again, also when something raises. What it starts stays in the lane's process
   group, and is ended with the lane.

``heat.options`` are the lane's options, ``heat.chunk`` the items per task where the lane says so, and
``heat.say(text)`` tells a few words about what goes on. A strategy that loses an item, marks one twice, works
before the line or never comes to it is a failed lane, named with the distribution that gave it.
"""
