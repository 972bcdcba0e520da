// Runs a match case through the whole pipeline, in several configurations.

#pragma once

#include <string>

namespace precept::tests {

// `text`: rules and one `test` block of given events.  The alerts, late events
// and dead letters, one a line, each as in alert_summary.h; or why the case
// cannot run, or that configurations disagree.  With a line "// data" among the
// comments the data of events are shown too.
std::string RunMatchCase(const std::string& name, const std::string& text);

}  // namespace precept::tests
