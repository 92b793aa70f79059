"""An independent token engine, written from the BPMN standard, and everything that is run on both engines.

SpiffWorkflow subclassed is only safe beside an oracle that shares no code with it: in 5,000 random processes
it found a data leak and two crashes that no hand-written test had shown. It also is the way out if the
library dies (docs/engine-exit.md).
"""
