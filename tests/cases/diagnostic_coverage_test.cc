// Every code of the registry is reached by a case: it stands in the expected
// lines of some file under tests/cases/.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "lang/diagnostic.h"

namespace precept::cases {
namespace {

// The codes whose range is covered by cases.  A range is entered here with the
// cases of the stage that reports it.
struct CoveredRange {
  int first;
  int last;
};
constexpr auto kCovered = std::to_array<CoveredRange>({{1000, 5999}, {9000, 9999}});

// Codes that no case can reach, each with its reason.
struct Exemption {
  lang::DiagnosticCode code;
  std::string_view reason;
};
constexpr std::array<Exemption, 0> kExemptions{};

// The expected lines of all cases.
std::string AllExpectations() {
  std::string all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator("tests/cases")) {
    if (entry.path().extension() != ".precept") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("//~")) all += line + "\n";
    }
  }
  return all;
}

bool IsCovered(lang::DiagnosticCode code) {
  const int number = static_cast<int>(code);
  return std::any_of(kCovered.begin(), kCovered.end(), [number](CoveredRange range) {
    return number >= range.first && number <= range.last;
  });
}

bool IsExempt(lang::DiagnosticCode code) {
  return std::any_of(kExemptions.begin(), kExemptions.end(),
                     [code](const Exemption& e) { return e.code == code; });
}

TEST(DiagnosticCoverage, EveryCodeHasACase) {
  const std::string expectations = AllExpectations();
  for (const lang::DiagnosticCode code : lang::AllDiagnosticCodes()) {
    if (!IsCovered(code) || IsExempt(code)) continue;
    EXPECT_NE(expectations.find("[" + lang::CodeText(code) + "]"), std::string::npos)
        << lang::CodeText(code) << " (" << lang::TitleOf(code)
        << ") is expected by no case";
  }
}

TEST(DiagnosticCoverage, NoExemptionIsReached) {
  const std::string expectations = AllExpectations();
  for (const Exemption& exemption : kExemptions) {
    EXPECT_FALSE(exemption.reason.empty());
    EXPECT_EQ(expectations.find("[" + lang::CodeText(exemption.code) + "]"),
              std::string::npos)
        << lang::CodeText(exemption.code) << " has a case and needs no exemption";
  }
}

}  // namespace
}  // namespace precept::cases
