#include "cli/usage.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace precept::cli {
namespace {

constexpr std::size_t kWordsColumn = 30;
constexpr std::size_t kWidth = 80;

// Verbs of the command that this version does not have.
const std::vector<std::string>& LaterVerbs() {
  static const std::vector<std::string> verbs = {"test", "run", "generate"};
  return verbs;
}

// "  NAME   words", the words under each other.
void AppendRow(const std::string& name, const std::string& words, std::string& out) {
  std::string line = "  " + name;
  if (line.size() + 2 > kWordsColumn) {
    out += line + '\n';
    line.clear();
  }
  line.resize(kWordsColumn, ' ');
  std::istringstream all(words);
  bool first = true;
  for (std::string word; all >> word; first = false) {
    if (!first && line.size() + 1 + word.size() > kWidth) {
      out += line + '\n';
      line.assign(kWordsColumn, ' ');
      first = true;
    }
    line += (first ? "" : " ") + word;
  }
  out += line + '\n';
}

bool TakesValue(const CLI::Option& option) { return !option.get_type_name().empty(); }

// "-h, --help", "--stream NAME=FILE".
std::string OptionText(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += "-" + name + ", ";
  for (const std::string& name : option.get_lnames()) text += "--" + name;
  if (TakesValue(option)) text += " " + option.get_type_name();
  return text;
}

std::vector<const CLI::Option*> ShownOptions(const CLI::App& app, bool positional) {
  return app.get_options([positional](const CLI::Option* option) {
    return !option->get_group().empty() && option->get_positional() == positional;
  });
}

// The names of options, with their dashes.
std::vector<std::string> OptionNames(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : ShownOptions(verb, false)) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What is not as it should be with the number of an option's values.
std::string MismatchProblem(const CLI::App& verb, const std::string& message) {
  std::string name = message.substr(0, message.find_first_of(": "));
  if (!name.starts_with('-')) name = "--" + name;
  const CLI::Option* option = verb.get_option_no_throw(name);
  if (option == nullptr) return message;
  if (!TakesValue(*option)) return name + " takes no value";
  if (option->count() > 1) return name + " is given more than once";
  return name + " needs a value: " + OptionText(*option);
}

std::string UnexpectedProblem(const CLI::App& verb) {
  std::string unexpected;
  for (const std::string& argument : verb.remaining(true)) {
    if (argument != "--" && unexpected.empty()) unexpected = argument;
  }
  unexpected = unexpected.substr(0, unexpected.find('='));
  return verb.get_name() + " has no option `" + unexpected + "`" +
         NearestOf(unexpected, OptionNames(verb));
}

}  // namespace

std::string HelpText::make_help(const CLI::App* app, std::string name,
                                CLI::AppFormatMode) const {
  const auto verbs = app->get_subcommands([](const CLI::App*) { return true; });
  std::string out = app->get_description() + "\n\nUsage: " + name;
  if (!verbs.empty()) out += " VERB";
  for (const CLI::Option* option : ShownOptions(*app, true)) {
    out += " " + option->get_type_name();
  }
  out += " [OPTIONS]\n\n";
  for (const CLI::Option* option : ShownOptions(*app, true)) {
    AppendRow(option->get_type_name(), option->get_description(), out);
  }
  if (!verbs.empty()) out += "Verbs:\n";
  for (const CLI::App* verb : verbs) {
    AppendRow(verb->get_name(), verb->get_description(), out);
  }
  out += "\nOptions:\n";
  for (const CLI::Option* option : ShownOptions(*app, false)) {
    AppendRow(OptionText(*option), option->get_description(), out);
  }
  return out + app->get_footer();
}

std::string VerbProblem(const std::string& verb,
                        const std::vector<std::string>& verbs) {
  if (std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) return {};
  const std::vector<std::string>& later = LaterVerbs();
  if (std::find(later.begin(), later.end(), verb) != later.end()) {
    return "the verb `" + verb + "` is not in this version" + Suggestion("", verbs);
  }
  return "no verb `" + verb + "`" + Suggestion(verb, verbs);
}

std::string ArgumentProblem(const CLI::App& verb, const CLI::ParseError& error) {
  const std::string message = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return MismatchProblem(verb, message);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return UnexpectedProblem(verb);
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return verb.get_name() + " needs rule files, or folders of *.precept files";
  }
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    const std::size_t first = message.find(' ');
    return message.substr(0, first) + " and " +
           message.substr(message.rfind(' ') + 1) + " exclude each other";
  }
  return message;
}

CLI::Option* AddCount(CLI::App* verb, const std::string& name,
                      std::uint64_t& target, const std::string& description) {
  auto read = [name, &target](const std::string& text) {
    const char* end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    if (fault == std::errc() && stop == end && value > 0) {
      target = value;
      return;
    }
    const bool too_large = fault == std::errc::result_out_of_range;
    throw CLI::ValidationError(name + " is a whole number from 1: `" + text + "` is " +
                                   (too_large ? "too large" : "none"),
                               CLI::ExitCodes::ValidationError);
  };
  return verb->add_option_function<std::string>(name, read, description);
}

}  // namespace precept::cli
