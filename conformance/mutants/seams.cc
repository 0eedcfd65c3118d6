#include "conformance/mutants/seams.h"

#include <charconv>
#include <map>
#include <utility>

namespace bitsproof::conformance::mutants {
namespace {

// The decorated form of the seams that need no more than one hook.
class ChangedStore final : public JobStore {
 public:
  ChangedStore(JobStore& store, std::function<void(std::vector<StoredJob>&)> on_load, bool erases)
      : store_(store), on_load_(std::move(on_load)), erases_(erases) {}

  void PutJob(const JobRecord& job) override { store_.PutJob(job); }
  void PutFile(const JobKey& job, std::size_t index, const FileRecord& file) override {
    store_.PutFile(job, index, file);
  }
  void Erase(const JobKey& job) override {
    if (erases_) store_.Erase(job);
  }
  HResult Commit() override { return store_.Commit(); }
  Result<std::vector<StoredJob>> Load() override {
    Result<std::vector<StoredJob>> jobs = store_.Load();
    if (jobs && on_load_) on_load_(*jobs);
    return jobs;
  }

 private:
  JobStore& store_;
  const std::function<void(std::vector<StoredJob>&)> on_load_;
  const bool erases_;
};

class ChangedTimers final : public Timers {
 public:
  ChangedTimers(Environment& world, std::function<Instant(Instant, Duration)> change)
      : world_(world), change_(std::move(change)) {}

  Id Start(Instant due, std::function<void()> action) override {
    return world_.timers.Start(change_(due, due - world_.clock.Now()), std::move(action));
  }
  void Stop(Id id) override { world_.timers.Stop(id); }

 private:
  Environment& world_;
  const std::function<Instant(Instant, Duration)> change_;
};

class ChangedPrograms final : public Programs {
 public:
  ChangedPrograms(Programs& inside, StartProgram start)
      : inside_(inside), start_(std::move(start)) {}

  std::unique_ptr<ProgramRun> Start(const CommandLine& command, Observer observer) override {
    return start_(inside_, command, std::move(observer));
  }

 private:
  Programs& inside_;
  const StartProgram start_;
};

class HeardEvents final : public EventSink {
 public:
  HeardEvents(Environment& world, std::function<void(Environment&, const JobEvent&)> hear)
      : world_(world), hear_(std::move(hear)) {}

  Delivery OnEvent(const JobEvent& event) override {
    hear_(world_, event);
    return world_.events.OnEvent(event);
  }
  std::optional<HResult> OnServerCertificate(const JobEvent& event,
                                             const ServerCertificate& certificate) override {
    return world_.events.OnServerCertificate(event, certificate);
  }
  void SetObserver(Observer observer) override { world_.events.SetObserver(std::move(observer)); }

 private:
  Environment& world_;
  const std::function<void(Environment&, const JobEvent&)> hear_;
};

class ValidatedEvents final : public EventSink {
 public:
  ValidatedEvents(Environment& world, Validate validate)
      : world_(world), validate_(std::move(validate)) {}

  Delivery OnEvent(const JobEvent& event) override { return world_.events.OnEvent(event); }
  std::optional<HResult> OnServerCertificate(const JobEvent& event,
                                             const ServerCertificate& certificate) override {
    return validate_(world_, event, certificate);
  }
  void SetObserver(Observer observer) override { world_.events.SetObserver(std::move(observer)); }

 private:
  Environment& world_;
  const Validate validate_;
};

class ChangedFile final : public OpenFile {
 public:
  ChangedFile(std::unique_ptr<OpenFile> file, const FileChanges& changes)
      : file_(std::move(file)), changes_(changes) {}

  HResult WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) override {
    if (const auto failure = changes_.before_write()) return *failure;
    return file_->WriteAt(offset, bytes);
  }
  Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::byte> buffer) override {
    return file_->ReadAt(offset, buffer);
  }
  HResult Truncate(std::uint64_t size_bytes) override { return file_->Truncate(size_bytes); }
  HResult Sync() override { return file_->Sync(); }

 private:
  const std::unique_ptr<OpenFile> file_;
  const FileChanges& changes_;
};

class ChangedFiles final : public FileSystem {
 public:
  ChangedFiles(FileSystem& files, FileChanges changes)
      : files_(files), changes_(std::move(changes)) {}

  Result<std::string> CreateTemporary(const std::string& directory) override {
    return changes_.create_temporary ? changes_.create_temporary(files_, directory)
                                     : files_.CreateTemporary(directory);
  }
  Result<std::unique_ptr<OpenFile>> Open(const std::string& path) override {
    auto file = files_.Open(path);
    if (!file || !changes_.before_write) return file;
    return std::make_unique<ChangedFile>(*std::move(file), changes_);
  }
  HResult Rename(const std::string& from, const std::string& to) override {
    return changes_.rename ? changes_.rename(files_, from, to) : files_.Rename(from, to);
  }
  HResult Remove(const std::string& path) override {
    return changes_.remove ? changes_.remove(files_, path) : files_.Remove(path);
  }
  Result<FileInfo> Stat(const std::string& path) override {
    return changes_.stat ? changes_.stat(files_, path) : files_.Stat(path);
  }
  HResult CheckWritable(const std::string& directory) override {
    return changes_.check_writable ? changes_.check_writable(files_, directory)
                                   : files_.CheckWritable(directory);
  }
  HResult SetModified(const std::string& path, WallTime modified) override {
    return changes_.set_modified ? changes_.set_modified(files_, path)
                                 : files_.SetModified(path, modified);
  }
  HResult SyncDirectory(const std::string& directory) override {
    return files_.SyncDirectory(directory);
  }

 private:
  FileSystem& files_;
  const FileChanges changes_;
};

}  // namespace

void ChangeFiles(Mutation& mutation, FileChanges changes) {
  mutation.decorators.files = [changes = std::move(changes)](Environment& world) {
    return std::make_unique<ChangedFiles>(world.files, changes);
  };
}

void KeepModification(Mutation& mutation, std::string_view methods) {
  const auto kept = mutation.PerCase<std::map<std::string, Json>>();  // by job
  mutation.Intercept(methods, [kept](Interception& call) {
    const BookedJob* job = call.booked();
    const Json times = job == nullptr ? Json() : call.book.AskOwner(*job, "job.getTimes");
    const bool is_known = times.is_object() && Succeeded(times);
    Reply reply = call.PassOn();
    if (is_known && Succeeded(reply.value)) (*kept)[call.job()] = times["modification"];
    return reply;
  });
  mutation.AfterSuccess("job.getTimes", [kept](Interception& call, Json& result) {
    const auto modification = kept->find(call.job());
    if (modification != kept->end()) result["modification"] = modification->second;
  });
}

void FetchAgainAfter(Mutation& mutation, const char* method) {
  mutation.AfterSuccess(method, [](Interception& call, Json&) {
    if (call.State() != "TRANSFERRED") return;
    const BookedJob& job = *call.booked();
    static_cast<void>(
        call.book.AskOwner(job, "file.setValidationState", {{"index", 0}, {"value", false}}));
    static_cast<void>(call.book.AskOwner(job, "job.resume"));
  });
}

Marks MarkAfter(Mutation& mutation, const char* method, HResult code, Mutation::Predicate applies) {
  const Marks marks = mutation.PerCase<std::set<std::string>>();
  mutation.Intercept(method, [marks, code, applies = std::move(applies)](Interception& call) {
    const bool is_meant = applies(call);
    Reply reply = call.PassOn();
    if (is_meant && Is(reply.value, code)) marks->insert(call.job());
    return reply;
  });
  return marks;
}

void ShowState(Mutation& mutation, const Marks& marks, const std::string& shown,
               const std::string& real) {
  mutation.AfterSuccess("job.getState", [marks, shown, real](Interception& call, Json& result) {
    const bool is_meant = real.empty() || result["state"] == real;
    if (is_meant && marks->contains(call.job())) result["state"] = shown;
  });
}

void ChangeLoad(Mutation& mutation, std::function<void(std::vector<StoredJob>&)> change) {
  mutation.decorators.store = [change = std::move(change)](Environment& world) {
    return std::make_unique<ChangedStore>(world.store, change, true);
  };
}

void ChangeLoaded(Mutation& mutation, std::function<void(StoredJob&)> change) {
  ChangeLoad(mutation, [change = std::move(change)](std::vector<StoredJob>& jobs) {
    for (StoredJob& job : jobs) change(job);
  });
}

void IgnoreErase(Mutation& mutation) {
  mutation.decorators.store = [](Environment& world) {
    return std::make_unique<ChangedStore>(world.store, nullptr, false);
  };
}

void ChangeTimers(Mutation& mutation, std::function<Instant(Instant due, Duration wait)> change) {
  mutation.decorators.timers = [change = std::move(change)](Environment& world) {
    return std::make_unique<ChangedTimers>(world, change);
  };
}

void HearEvents(Mutation& mutation, std::function<void(Environment&, const JobEvent&)> hear) {
  mutation.decorators.events = [hear = std::move(hear)](Environment& world) {
    return std::make_unique<HeardEvents>(world, hear);
  };
}

void ChangeValidation(Mutation& mutation, Validate validate) {
  mutation.decorators.events = [validate = std::move(validate)](Environment& world) {
    return std::make_unique<ValidatedEvents>(world, validate);
  };
}

void ChangePrograms(Mutation& mutation, StartProgram start) {
  mutation.decorators.programs = [start = std::move(start)](Environment& world) {
    return std::make_unique<ChangedPrograms>(world.programs, start);
  };
}

void Later(CaseBook& book, Duration delay, std::function<void()> action) {
  Environment& world = book.world();
  world.timers.Start(world.clock.Now() + delay, std::move(action));
}

}  // namespace bitsproof::conformance::mutants
