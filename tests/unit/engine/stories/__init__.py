"""The smallest diagram for every element of BPMN 2.0 that we run, and what happens in it, step by step.

Each module tells the stories of one group; `test_stories.py` runs them on the engine and on the oracle,
      saved,
pruned and loaded again after every step.
"""
