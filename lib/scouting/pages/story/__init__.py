"""Stories: the measures that stand out, half a page each: the finding, two drawings, people, who does better, what to
ask."""
