"""One Family One Entry: the case-flow service of the model *Én familie én indgang*."""
