// An adapter that misbehaves on purpose, for tests of what the harness makes of that. Apart from
// its one vice it serves the reference in a simulated world on stdin and stdout.
//
//   misbehaving_adapter VICE [CASE]
//
// With CASE it misbehaves once, at the first call of that case on the manager or a job. "none" has
// no vice.

#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "conformance/protocol/json_rpc.h"
#include "conformance/protocol/method_table.h"
#include "conformance/subjects/sim_subject.h"

namespace bitsproof::conformance {
namespace {

constexpr std::size_t kFloodBytes = std::size_t{8} << 20;
constexpr std::size_t kHugeBytes = std::size_t{100} << 20;

// Claims every capability, answers every method in form and always with the same result code, and
// does nothing.
class IdleSubject final : public Subject {
 public:
  explicit IdleSubject(std::string hresult) : hresult_(std::move(hresult)) {}

  Reply Call(std::string_view method, const Json& params) override {
    if (method == "subject.hello") return Reply::Result(Hello());
    if (method == "subject.reset") return Reply::Result(Reset(params));
    const MethodInfo* info = FindMethod(method);
    if (info == nullptr) return Reply::Error(kMethodNotFound, "unknown");
    Json result = Json::object();
    if (info->takes_as) result["hresult"] = hresult_;
    if (info->takes_as && hresult_ != "0x00000000") return Reply::Result(std::move(result));
    for (const std::string_view name : info->results) result[name] = Value(method, name);
    if (method == "clock.advance") result["advanced"] = params.value("by", "0s");
    if (method == "files.stat") result = {{"exists", false}};
    return Reply::Result(std::move(result));
  }

 private:
  static Json Hello() {
    return {{"name", "idle"},
            {"version", "1"},
            {"profile", "10.3"},
            {"profiles",
             {"1.0", "1.2", "1.5", "2.0", "2.5", "3.0", "4.0", "5.0", "10.1", "10.2", "10.3"}},
            {"capabilities", Capabilities()},
            {"principals", PrincipalKinds()},
            {"clock", "virtual"}};
  }

  static Json Reset(const Json& params) {
    Json sids = Json::object();
    int user = 1001;
    for (const auto& [name, kind] : params.at("principals").items()) {
      sids[name] = "S-1-5-21-1-2-3-" + std::to_string(user++);
    }
    return {{"foreignJobs", 0}, {"principals", std::move(sids)}};
  }

  Json Value(std::string_view method, std::string_view name) {
    static const std::map<std::string_view, Json> kValues{
        {"jobs", Json::array()},
        {"files", Json::array()},
        {"items", Json::array()},
        {"events", Json::array()},
        {"certificate", std::string(64, '0')},
        {"names", Json::array()},
        {"requests", Json::array()},
        {"faultsFired", Json::array()},
        {"ranges", Json::array()},
        {"lines", Json::array()},
        {"records", Json::array()},
        {"peers", Json::array()},
        {"state", "SUSPENDED"},
        {"type", "download"},
        {"bytesTotal", "unknown"},
        {"bytesTransferred", 0},
        {"filesTotal", 0},
        {"filesTransferred", 0},
        {"fromOrigin", 0},
        {"fromPeers", 0},
        {"creation", "2026-01-01T00:00:00.0000000Z"},
        {"transferCompletion", nullptr},
        {"modification", "2026-01-01T00:00:00.0000000Z"},
        {"code", "0x00000000"},
        {"context", "NONE"},
        {"count", 0},
        {"owner", "S-1-5-21-1-2-3-1001"},
        {"registered", false},
        {"seconds", 600},
        {"usage", "PRECONFIG"},
        {"program", ""},
        {"parameters", ""},
        {"runs", Json::array()},
        {"record", nullptr},
        {"proxyList", nullptr},
        {"bypassList", nullptr},
        {"completed", false},
        {"index", 0},
        {"enumerator", "1"},
        {"connections", 0},
        {"idle", true},
        {"url", "http://nowhere.test"},
        {"exists", false},
        {"reachable", true},
        {"visible", true},
    };
    // What methods call "value" is a text but for these.
    static const std::map<std::string_view, Json> kValuesOfMethods{
        {"job.getPriority", "NORMAL"},
        {"job.getNotifyFlags", 3},
        {"httpOptions.getSecurityFlags", 0},
        {"job.getFileACLFlags", 0},
        {"job.getProperty", false},
        {"tokenOptions.getHelperTokenFlags", 0},
        {"peerCache.getMaximumCacheSize", 1},
        {"peerCache.getMaximumContentAge", 7'776'000},
        {"peerCache.getConfigurationFlags", 0},
        {"tokenOptions.getHelperTokenSid", nullptr},
        {"job.getPeerCachingFlags", 0},
        {"job.getOwnerIntegrityLevel", 0x2000},
        {"job.getOwnerElevationState", false},
        {"job.getMaximumDownloadTime", 7'776'000},
        {"file.getValidationState", false},
        {"file.isDownloadedFromPeer", false},
    };
    if (name == "jobId") return NextId();
    const auto of_method = kValuesOfMethods.find(method);
    if (name == "value" && of_method != kValuesOfMethods.end()) return of_method->second;
    const auto it = kValues.find(name);
    return it == kValues.end() ? Json("text") : it->second;
  }

  std::string NextId() {
    std::string digits = std::to_string(++ids_);
    digits.insert(0, 12 - digits.size(), '0');
    return "{5CE34C0D-0DC9-4C1F-897C-" + digits + "}";
  }

  const std::string hresult_;
  std::uint64_t ids_ = 0;
};

[[noreturn]] void SleepUntilKilled() {
  for (;;) ::pause();
}

class Adapter {
 public:
  Adapter(std::string vice, std::string case_id)
      : vice_(std::move(vice)), case_(std::move(case_id)) {
    if (vice_ == "idle") {
      subject_ = std::make_unique<IdleSubject>("0x00000000");
    } else if (vice_ == "refuses-all") {
      subject_ = std::make_unique<IdleSubject>("0x80004001");
    } else {
      subject_ = std::make_unique<SimReferenceSubject>();
    }
  }

  int Run() {
    if (vice_ == "dies-at-start") {
      std::cerr << "the database is gone" << std::endl;
      return 3;
    }
    if (vice_ == "prints-at-start") Say("Welcome to the adapter!");
    for (std::string line; std::getline(std::cin, line);) Handle(line);
    return 0;
  }

 private:
  void Handle(const std::string& line) {
    const Json message = ParseMessage(line).message;
    if (vice_ == "no-batches" && message.is_array()) {
      return Say(EncodeResponse(nullptr, Reply::Error(kInvalidRequest, "no batches")));
    }
    const std::string answer = Answer(*subject_, line);
    if (!message.is_object()) return Say(answer);
    const std::string method = message.value("method", "");
    if (method == "subject.reset") current_case_ = message["params"].value("case", "");
    const bool is_bits = method.starts_with("manager.") || method.starts_with("job.");
    if (vice_ == "floods-stderr" && is_bits) Flood();
    if (!is_bits || case_.empty() || case_ != current_case_ || done_) return Say(answer);
    done_ = true;
    std::cerr << "about to misbehave at " << method << std::endl;
    Misbehave(answer);
  }

  void Misbehave(const std::string& answer) {
    if (vice_ == "exits") ::_exit(7);
    if (vice_ == "is-killed") ::raise(SIGKILL);
    if (vice_ == "hangs") SleepUntilKilled();
    if (vice_ == "hangs-stubbornly") {
      ::signal(SIGTERM, SIG_IGN);
      SleepUntilKilled();
    }
    if (vice_ == "closes-stdout") {
      ::close(STDOUT_FILENO);
      SleepUntilKilled();
    }
    if (vice_ == "prints") Say("Note: this is going to take a while");
    if (vice_ == "sends-100-mb") return Say(std::string(kHugeBytes, 'x'));
    if (vice_ == "answers-in-half") ::_exit(static_cast<int>(::write(1, answer.data(), 9)));
    if (vice_ == "answers-with-wrong-id") {
      Json wrong = Json::parse(answer);
      wrong["id"] = wrong["id"].get<std::uint64_t>() + 1000;
      return Say(EncodeMessage(wrong));
    }
    Say(vice_ == "answers-twice" ? answer + "\n" + answer : answer);
  }

  static void Say(const std::string& line) { std::cout << line << "\n" << std::flush; }

  static void Flood() {
    static const std::string kPiece(std::size_t{64} << 10, 'e');
    for (std::size_t sent = 0; sent < kFloodBytes; sent += kPiece.size()) std::cerr << kPiece;
    std::cerr << std::endl;
  }

  const std::string vice_;
  const std::string case_;
  std::unique_ptr<Subject> subject_;
  std::string current_case_;
  bool done_ = false;
};

}  // namespace
}  // namespace bitsproof::conformance

int main(int argc, char** argv) {
  if (argc < 2) return EXIT_FAILURE;
  std::ios::sync_with_stdio(false);
  return bitsproof::conformance::Adapter(argv[1], argc > 2 ? argv[2] : "").Run();
}
