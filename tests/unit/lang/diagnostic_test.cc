#include "lang/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "lang/diagnostic_render.h"

namespace precept::lang {
namespace {

TEST(Registry, NumbersAreUniqueAndInRange) {
  std::set<DiagnosticCode> seen;
  for (const DiagnosticCode code : AllDiagnosticCodes()) {
    EXPECT_TRUE(seen.insert(code).second) << CodeText(code);
    const int range = static_cast<int>(code) / 1000;
    const std::set<int> ranges = {1, 2, 3, 4, 5, 9};
    EXPECT_TRUE(ranges.contains(range)) << CodeText(code);
    EXPECT_EQ(SeverityOf(code),
              range == 9 ? Severity::kWarning : Severity::kError)
        << CodeText(code);
    EXPECT_FALSE(TitleOf(code).empty());
    EXPECT_FALSE(NameOf(code).empty());
  }
}

TEST(Registry, CodesHaveTheirUsersForm) {
  EXPECT_EQ(CodeText(DiagnosticCode::kUnexpectedText), "P1001");
  EXPECT_EQ(NameOf(DiagnosticCode::kUnexpectedText), "UnexpectedText");
}

TEST(Sink, CountsErrors) {
  DiagnosticSink sink;
  EXPECT_FALSE(sink.has_errors());
  sink.Report({DiagnosticCode::kUnexpectedText, {}, "m", "", {}});
  EXPECT_TRUE(sink.has_errors());
  EXPECT_EQ(sink.num_errors(), 1u);
  EXPECT_EQ(sink.diagnostics().size(), 1u);
}

struct NearestCase {
  std::string name;
  std::string nearest;  // Empty: none.
};

TEST(NearestName, FindsSlipsOfThePen) {
  const std::vector<std::string> names = {"merchant", "amount", "card", "at",
                                          "cord"};
  for (const NearestCase& c : std::vector<NearestCase>{
           {"merchnat", "merchant"},  // Neighbours exchanged.
           {"mercant", "merchant"},
           {"amounts", "amount"},
           {"crd", "card"},  // As near as "cord": the first in byte order.
           {"zzzz", ""},
           {"ta", ""},  // Too short to be told.
           {"card", "cord"},
           {"", ""}}) {
    EXPECT_EQ(NearestName(c.name, names).value_or(""), c.nearest) << c.name;
  }
}

}  // namespace
}  // namespace precept::lang
