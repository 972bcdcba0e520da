#include "connectors/file/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace precept::connectors {
namespace {

constexpr std::string_view kStandardInput = "-";
constexpr const char* kArrayHint = " (it begins an array: a line is one object)";

nfa::Status Unavailable(const std::string& name, std::string_view reason) {
  return {nfa::StatusCode::kUnavailable,
          "cannot read " + name + ": " + std::string(reason)};
}

// How a compressed file begins, and what unpacks it.
struct Compression {
  std::string_view magic, name, command;
};
constexpr Compression kCompressions[] = {{"\x1F\x8B", "gzip", "zcat"},
                                         {"\x28\xB5\x2F\xFD", "zstd", "zstdcat"},
                                         {"\xFD" "7zXZ", "xz", "xzcat"}};

nfa::Status RefuseCompressed(const std::string& stream, const std::string& path,
                             const std::string& name, std::string_view beginning) {
  for (const Compression& compression : kCompressions) {
    if (!beginning.starts_with(compression.magic)) continue;
    const std::string unpacked =
        std::string(compression.command) + (path == kStandardInput ? "" : " " + path);
    return {nfa::StatusCode::kUnavailable,
            name + " is compressed (" + std::string(compression.name) + "): " + unpacked +
                " | precept replay … --stream " + stream + "=-"};
  }
  return nfa::Status::Ok();
}

// The first bytes of what is still to be read of a file on disk.
std::string BeginningOf(int file) {
  char bytes[8];
  const off_t at = ::lseek(file, 0, SEEK_CUR);
  const ssize_t got = at < 0 ? -1 : ::pread(file, bytes, sizeof bytes, at);
  return std::string(bytes, got > 0 ? static_cast<std::size_t>(got) : 0);
}

}  // namespace

nfa::Result<std::unique_ptr<FileSource>> FileSource::Open(
    std::string stream, const std::vector<std::string>& files, Options options) {
  std::vector<Input> inputs;
  bool has_standard_input = false;
  nfa::Status problem;
  for (const std::string& path : files) {
    if (path == kStandardInput && std::exchange(has_standard_input, true)) {
      problem = {nfa::StatusCode::kInvalidArgument, "standard input is given twice"};
      break;
    }
    nfa::Result<Input> input = Inspect(stream, path);
    if (!input.ok()) {
      problem = input.status();
      break;
    }
    inputs.push_back(std::move(input).value());
  }
  // Made in any case, since it closes what was opened.
  std::unique_ptr<FileSource> source(
      new FileSource(std::move(stream), std::move(inputs), options));
  if (!problem.ok()) return problem;
  return source;
}

// A file that can be opened again is, when its turn comes: there may be more of
// them than a process may hold.  A pipe cannot.
nfa::Result<FileSource::Input> FileSource::Inspect(const std::string& stream,
                                                    const std::string& path) {
  Input input;
  input.path = path;
  input.name = path == kStandardInput ? "standard input" : path;
  input.file = path == kStandardInput ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (input.file < 0) return Unavailable(input.name, std::strerror(errno));
  struct stat about {};
  if (::fstat(input.file, &about) != 0) {
    const nfa::Status status = Unavailable(input.name, std::strerror(errno));
    if (input.file != STDIN_FILENO) ::close(input.file);
    return status;
  }
  if (S_ISDIR(about.st_mode)) {
    if (input.file != STDIN_FILENO) ::close(input.file);
    return Unavailable(input.name, "it is a directory");
  }
  input.has_size = S_ISREG(about.st_mode);
  if (input.has_size) {
    input.bytes = static_cast<std::uint64_t>(about.st_size);
    nfa::Status readable =
        RefuseCompressed(stream, path, input.name, BeginningOf(input.file));
    if (input.file != STDIN_FILENO) {
      ::close(input.file);
      input.file = -1;
    }
    if (!readable.ok()) return readable;
  }
  return input;
}

FileSource::FileSource(std::string stream, std::vector<Input> inputs, Options options)
    : stream_(std::move(stream)),
      inputs_(std::move(inputs)),
      options_(options),
      reader_(options.block_bytes, options.max_record_bytes) {}

FileSource::~FileSource() {
  for (; input_ < inputs_.size(); ++input_) CloseInput();
}

void FileSource::CloseInput() {
  int& file = inputs_[input_].file;
  if (file >= 0 && file != STDIN_FILENO) ::close(file);
  file = -1;
}

nfa::Status FileSource::OpenInput() {
  Input& input = inputs_[input_];
  if (input.file < 0) input.file = ::open(input.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (input.file < 0) return Unavailable(input.name, std::strerror(errno));
  reader_.Start(input.file);
  line_in_input_ = 0;
  is_open_ = true;
  return nfa::Status::Ok();
}

nfa::Result<bool> FileSource::NextLine() {
  while (input_ < inputs_.size()) {
    if (!is_open_) {
      if (nfa::Status status = OpenInput(); !status.ok()) return status;
    }
    nfa::Result<bool> next = reader_.Next(line_);
    if (!next.ok()) return Unavailable(inputs_[input_].name, next.status().message());
    if (!next.value()) {
      CloseInput();
      is_open_ = false;
      ++input_;
      continue;
    }
    ++line_in_input_;
    ++line_in_stream_;
    if (line_in_input_ == 1) {  // A pipe shows its beginning only now.
      nfa::Status readable = RefuseCompressed(stream_, inputs_[input_].path,
                                              inputs_[input_].name, line_.text);
      if (!readable.ok()) return readable;
    }
    if (!line_.text.empty()) return true;
  }
  return false;
}

nfa::Status FileSource::Read(std::size_t max_records, runtime::RecordBatch& batch) {
  batch.Clear();
  drafts_.clear();
  headers_.clear();
  while (drafts_.size() < max_records && batch.bytes.size() < options_.max_batch_bytes) {
    if (!has_line_) {
      nfa::Result<bool> next = NextLine();
      if (!next.ok()) return next.status();
      if (!next.value()) break;
      has_line_ = true;
      texts_.Clear();
      is_exported_ = !line_.too_long &&
                     ReadExportedCoordinates(line_.text, texts_, exported_);
    }
    const std::uint32_t partition = is_exported_ ? exported_.partition : 0;
    if (drafts_.empty()) {
      batch.partition = partition;
    } else if (batch.partition != partition) {
      break;
    }
    AddRecord(batch);
    has_line_ = false;
  }
  MakeRecords(batch);
  return nfa::Status::Ok();
}

FileSource::Part FileSource::Keep(std::string_view text, runtime::RecordBatch& batch) {
  const Part part{batch.bytes.size(), text.size()};
  batch.bytes.append(text);
  return part;
}

void FileSource::AddRecord(runtime::RecordBatch& batch) {
  if (batch.inputs.empty() || batch.inputs.back() != inputs_[input_].name) {
    batch.inputs.push_back(inputs_[input_].name);
  }
  Draft draft;
  draft.input = static_cast<std::uint32_t>(batch.inputs.size() - 1);
  draft.line = line_in_input_;
  draft.offset = line_in_stream_;
  std::string_view text = line_.text;
  if (line_.too_long) {
    draft.whole_bytes = line_.bytes;
    draft.fault = Keep("the line has " + std::to_string(line_.bytes) +
                           " bytes, more than the " +
                           std::to_string(options_.max_record_bytes) +
                           " that a record may have" +
                           (text.starts_with('[') ? kArrayHint : ""),
                       batch);
  }
  if (is_exported_) {
    draft.offset = exported_.offset;
    draft.timestamp = exported_.timestamp;
    draft.has_key = exported_.key.has_value();
    if (exported_.key) draft.key = Keep(*exported_.key, batch);
    draft.first_header = headers_.size();
    draft.num_headers = exported_.headers.size();
    for (const auto& [name, value] : exported_.headers) {
      const Part name_part = Keep(name, batch);
      headers_.emplace_back(name_part, Keep(value, batch));
    }
    if (exported_.value) text = *exported_.value;
  }
  draft.text = Keep(text, batch);
  drafts_.push_back(draft);
}

void FileSource::MakeRecords(runtime::RecordBatch& batch) {
  batch.bytes.append(runtime::RecordBatch::kPadding, '\0');
  const auto view = [&batch](Part part) {
    return std::string_view(batch.bytes).substr(part.begin, part.size);
  };
  batch.records.resize(drafts_.size());
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& draft = drafts_[i];
    runtime::Record& record = batch.records[i];
    record.text = view(draft.text);
    record.offset = draft.offset;
    record.timestamp = draft.timestamp;
    if (draft.has_key) record.key = view(draft.key);
    for (std::size_t h = 0; h < draft.num_headers; ++h) {
      const auto& [name, value] = headers_[draft.first_header + h];
      record.headers.emplace_back(view(name), view(value));
    }
    record.input = draft.input;
    record.line = draft.line;
    record.fault = view(draft.fault);
    record.whole_bytes = draft.whole_bytes;
  }
}

std::pair<std::uint64_t, std::uint64_t> FileSource::Progress() const {
  std::uint64_t bytes = 0;
  for (const Input& input : inputs_) {
    if (!input.has_size) return {reader_.bytes_read(), 0};
    bytes += input.bytes;
  }
  return {reader_.bytes_read(), bytes};
}

}  // namespace precept::connectors
