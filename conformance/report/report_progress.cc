#include "conformance/report/report_progress.h"

#include <fmt/format.h>

namespace bitsproof::conformance {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);

}  // namespace

Progress::Progress(std::ostream& out, std::uint64_t total, Options options)
    : out_(out), total_(total), options_(std::move(options)), start_(options_.now()) {}

void Progress::Started(const std::string& name) {
  current_ = name;
  if (options_.live) Redraw();
}

void Progress::Finished(bool failed) {
  ++done_;
  if (failed) ++failures_;
  if (options_.live) {
    Redraw();
  } else {
    PrintTenth();
  }
}

void Progress::Done() {
  if (options_.live) out_ << "\r\x1b[K" << std::flush;
}

void Progress::Redraw() {
  const Time now = options_.now();
  if (drawn_ != Time{} && now - drawn_ < kRedrawInterval) return;
  drawn_ = now;
  std::string line = Line() + "  " + current_;
  if (line.size() >= options_.columns) line.resize(options_.columns - 1);
  out_ << "\r\x1b[K" << line << std::flush;
}

void Progress::PrintTenth() {
  const std::uint64_t tenth = total_ == 0 ? 10 : done_ * 10 / total_;
  if (tenth <= tenths_printed_) return;
  tenths_printed_ = tenth;
  out_ << Line() << "\n" << std::flush;
}

std::string Progress::Line() const {
  const std::uint64_t percent = total_ == 0 ? 100 : done_ * 100 / total_;
  return fmt::format("{:>3} %  {}/{} {}  {} failed  {:.0f}/s", percent, done_, total_,
                     options_.noun, failures_, rate());
}

double Progress::rate() const {
  const double seconds = std::chrono::duration<double>(options_.now() - start_).count();
  return seconds > 0 ? static_cast<double>(done_) / seconds : 0;
}

}  // namespace bitsproof::conformance
