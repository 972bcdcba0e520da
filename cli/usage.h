// What the command says about its own use: help, and what is wrong with a
// command line, in our words and not in those of the option parser.
//
// Thread safety: none.

#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/diagnostics.h"

namespace precept::cli {

// Help of the whole command or of a verb: one column of names, one of words.
class HelpText : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

// Empty if `verb` is one of `verbs`; else what to say of it.
std::string VerbProblem(const std::string& verb,
                        const std::vector<std::string>& verbs);

// What is wrong with the arguments of `verb`, as one sentence.
std::string ArgumentProblem(const CLI::App& verb, const CLI::ParseError& error);

// An option with a value of a few, each with its name.
template <class Value, class Target>
CLI::Option* AddChoice(CLI::App* verb, const std::string& name, Target& target,
                       const std::vector<std::pair<std::string, Value>>& choices,
                       const std::string& description) {
  auto choose = [name, &target, choices](const std::string& text) {
    std::vector<std::string> names;
    std::string list;
    for (const auto& [choice, value] : choices) {
      if (choice == text) {
        target = value;
        return;
      }
      names.push_back(choice);
      list += (list.empty() ? "" : ", ") + choice;
    }
    throw CLI::ValidationError(name + " is one of " + list + NearestOf(text, names),
                               CLI::ExitCodes::ValidationError);
  };
  return verb->add_option_function<std::string>(name, choose, description);
}

// An option with a whole number from 1.
CLI::Option* AddCount(CLI::App* verb, const std::string& name,
                      std::uint64_t& target, const std::string& description);

}  // namespace precept::cli
