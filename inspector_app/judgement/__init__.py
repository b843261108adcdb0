"""The group judgement meeting: freeze, seal, reveal together, discuss, agree."""
