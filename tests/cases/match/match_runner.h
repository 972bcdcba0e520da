// Runs a match case through the whole pipeline, in several configurations.

#pragma once

#include <string>

namespace precept::tests {

// `text`: rules and one `test` block of given events.  The alerts, late events
// and dead letters, one a line, each as in alert_summary.h; or why the case
// cannot run, or that configurations disagree.
//
// The configurations are the sizes of batches, and the oracle, which must find
// the matches of every rule that the engine reports.
//
// Comment lines of the text that say how it is run:
//   // data            the data of events are shown too
//   // drain           at the end of the input time runs out
//   // starts N        the cap on starting events with a run alive
//   // matches N       the cap on matches of one event
//   // no oracle: …    why it cannot be asked; so it is where events are late
std::string RunMatchCase(const std::string& name, const std::string& text);

}  // namespace precept::tests
