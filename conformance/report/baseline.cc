#include "conformance/report/baseline.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "conformance/json/words.h"

namespace bitsproof::conformance {
namespace {

using Finding = BaselineNote::Finding;

constexpr std::pair<BaselineKind, std::string_view> kKinds[] = {
    {BaselineKind::kKnown, "known"},
    {BaselineKind::kFlaky, "flaky"},
    {BaselineKind::kWontFix, "wont-fix"},
};

CaseKey KeyOf(const BaselineEntry& entry) { return {entry.case_id, entry.mode}; }

bool Less(const BaselineEntry& a, const BaselineEntry& b) { return a.Key() < b.Key(); }

// Whether a baseline can tell of what became of the case.
bool Judged(const CaseResult& result) {
  return result.verdict != Verdict::kSkipped && result.verdict != Verdict::kHarnessError;
}

BaselineNote NoteOf(const BaselineEntry& entry, Finding finding) {
  return {finding, std::string(ToString(entry.kind)), ToString(entry.place), entry.signature,
          entry.reason};
}

BaselineEntry EntryOf(const CaseResult& result, const Failure& failure) {
  BaselineEntry entry;
  entry.case_id = result.case_id;
  entry.mode = result.mode;
  entry.place = PlaceOf(failure);
  entry.signature = Signature(failure.mismatch);
  entry.reason = kUnexplained;
  return entry;
}

// The failures of a case as entries, sorted, each once.
std::vector<BaselineEntry> EntriesFrom(const CaseResult& result) {
  std::vector<BaselineEntry> entries;
  for (const Failure& failure : result.failures) entries.push_back(EntryOf(result, failure));
  std::sort(entries.begin(), entries.end(), Less);
  const auto same = [](const BaselineEntry& a, const BaselineEntry& b) {
    return a.Key() == b.Key();
  };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

bool Holds(const std::vector<BaselineEntry>& sorted, const BaselineEntry& entry) {
  return std::binary_search(sorted.begin(), sorted.end(), entry, Less);
}

bool HasPlace(const std::vector<BaselineEntry>& entries, const FailurePlace& place) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const BaselineEntry& entry) { return entry.place == place; });
}

}  // namespace

std::string_view ToString(BaselineKind kind) { return WordFor(kind, kKinds); }

std::optional<BaselineKind> ParseBaselineKind(std::string_view word) {
  return ValueOf(word, kKinds);
}

FailurePlace PlaceOf(const Failure& failure) {
  if (failure.check) return {FailurePlace::Type::kCheck, failure.check->id};
  if (!failure.step.empty()) return {FailurePlace::Type::kStep, failure.step};
  return {FailurePlace::Type::kPointer, failure.pointer};
}

std::string ToString(const FailurePlace& place) {
  switch (place.type) {
    case FailurePlace::Type::kCheck:
      return "check " + place.id;
    case FailurePlace::Type::kStep:
      return "step " + place.id;
    case FailurePlace::Type::kPointer:
      break;
  }
  return place.id.empty() ? "before the first step" : "at " + place.id;
}

std::string ToString(const BaselineEntry& entry) {
  return entry.case_id + " (" + std::string(ToString(entry.mode)) + "), " + ToString(entry.place);
}

bool BaselineScope::Misses(const BaselineEntry& entry) const {
  const bool taken = entry.mode == Mode::kSim ? sim : live;
  return whole && taken && !existing.contains(KeyOf(entry));
}

void Baseline::Set(std::vector<BaselineEntry> entries) {
  entries_ = std::move(entries);
  std::sort(entries_.begin(), entries_.end(), Less);
}

Baseline::Range Baseline::EntriesOf(const CaseResult& result) const {
  const CaseKey key{result.case_id, result.mode};
  return {std::partition_point(entries_.begin(), entries_.end(),
                               [&](const BaselineEntry& e) { return KeyOf(e) < key; }),
          std::partition_point(entries_.begin(), entries_.end(),
                               [&](const BaselineEntry& e) { return KeyOf(e) <= key; })};
}

void Baseline::Judge(CaseResult& result) const {
  const auto [begin, end] = EntriesOf(result);
  if (begin == end || !Judged(result)) return;
  const auto note = [&](const BaselineEntry& entry, Finding finding) {
    result.baseline.push_back(NoteOf(entry, finding));
  };
  const std::vector<BaselineEntry> failures = EntriesFrom(result);
  std::vector<BaselineEntry> missing;  // recorded and not seen
  std::vector<BaselineEntry> news;     // seen and not recorded
  std::set_difference(begin, end, failures.begin(), failures.end(), std::back_inserter(missing),
                      Less);
  std::set_difference(failures.begin(), failures.end(), begin, end, std::back_inserter(news), Less);
  const bool passed = result.verdict == Verdict::kPass;
  for (auto entry = begin; entry != end; ++entry) {
    if (!Holds(missing, *entry)) {
      note(*entry, Finding::kExpected);
    } else if (HasPlace(news, entry->place)) {
      note(*entry, Finding::kChanged);
    } else if (entry->kind != BaselineKind::kFlaky) {
      note(*entry, passed ? Finding::kUnexpectedPass : Finding::kStale);
    }
  }
  if (passed) {
    if (!result.baseline.empty()) result.verdict = Verdict::kUnexpectedPass;
    return;
  }
  const bool recorded = std::all_of(news.begin(), news.end(), [&](const BaselineEntry& entry) {
    return HasPlace(missing, entry.place);
  });
  if (!recorded) return;
  result.verdict = news.empty() ? Verdict::kExpectedFail : Verdict::kChangedFail;
}

std::vector<std::string> Baseline::Stale(const BaselineScope& scope) const {
  std::vector<std::string> stale;
  for (const BaselineEntry& entry : entries_) {
    if (scope.Misses(entry)) stale.push_back(ToString(entry));
  }
  return stale;
}

std::uint64_t Baseline::unexplained() const {
  return static_cast<std::uint64_t>(
      std::count_if(entries_.begin(), entries_.end(),
                    [](const BaselineEntry& entry) { return entry.reason == kUnexplained; }));
}

BaselineChange Baseline::Update(const std::vector<CaseResult>& results,
                                const BaselineScope& scope) {
  std::map<CaseKey, const CaseResult*> ran;
  for (const CaseResult& result : results) {
    if (Judged(result)) ran[{result.case_id, result.mode}] = &result;
  }
  BaselineChange change;
  std::vector<BaselineEntry> updated;
  std::set<CaseKey> flaky;
  for (const BaselineEntry& entry : entries_) {
    const auto result = ran.find(KeyOf(entry));
    const bool is_flaky = entry.kind == BaselineKind::kFlaky;
    const bool holds =
        result == ran.end() || is_flaky || Holds(EntriesFrom(*result->second), entry);
    if (scope.Misses(entry) || !holds) {
      ++change.removed;
      continue;
    }
    ++change.kept;
    if (is_flaky) flaky.insert(KeyOf(entry));
    updated.push_back(entry);
  }
  std::sort(updated.begin(), updated.end(), Less);
  const std::vector<BaselineEntry> kept = updated;
  for (const auto& [key, result] : ran) {
    for (BaselineEntry& entry : EntriesFrom(*result)) {
      if (Holds(kept, entry)) continue;
      if (flaky.contains(key)) entry.kind = BaselineKind::kFlaky;
      ++change.added;
      updated.push_back(std::move(entry));
    }
  }
  Set(std::move(updated));
  return change;
}

}  // namespace bitsproof::conformance
