#include "conformance/adapters/com/callback.h"

#include <bcrypt.h>

#include <array>
#include <cstdio>
#include <utility>

#include "conformance/adapters/com/com_ptr.h"
#include "conformance/adapters/com/files.h"

namespace com_adapter {
namespace {

// The counting and querying half of an object; Derived::Has says which interfaces it has.
template <typename Derived, typename Interface>
class Counted : public Interface {
 public:
  virtual ~Counted() = default;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (iid != IidOf<IUnknown>() && !Derived::Has(iid)) return E_NOINTERFACE;
    *object = static_cast<Interface*>(this);
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

 private:
  std::atomic<ULONG> references_{1};
};

class Callback final : public Counted<Callback, Callback3> {
 public:
  Callback(std::string job, std::shared_ptr<CaseEvents> events)
      : job_(std::move(job)), events_(std::move(events)) {}

  static bool Has(REFIID iid) {
    return iid == IidOf<IBackgroundCopyCallback>() || iid == IidOf<IBackgroundCopyCallback2>() ||
           iid == IidOf<Callback3>();
  }

  HRESULT STDMETHODCALLTYPE JobTransferred(IBackgroundCopyJob*) override {
    return Tell("transferred");
  }
  HRESULT STDMETHODCALLTYPE JobError(IBackgroundCopyJob*, IBackgroundCopyError*) override {
    return Tell("error");
  }
  HRESULT STDMETHODCALLTYPE JobModification(IBackgroundCopyJob*, DWORD) override {
    return Tell("modification");
  }
  HRESULT STDMETHODCALLTYPE FileTransferred(IBackgroundCopyJob* job,
                                            IBackgroundCopyFile* file) override {
    return Tell("file-transferred", {{"index", IndexOf(*job, *file)}});
  }
  HRESULT STDMETHODCALLTYPE FileRangesTransferred(IBackgroundCopyJob* job,
                                                  IBackgroundCopyFile* file, DWORD count,
                                                  const BG_FILE_RANGE* ranges) override {
    return Tell("file-ranges-transferred",
                {{"index", IndexOf(*job, *file)}, {"ranges", RangesToJson(ranges, count)}});
  }

 private:
  HRESULT Tell(const char* kind, const Json& more = Json::object()) const {
    Json event{{"kind", kind}, {"job", job_}};
    event.update(more);
    events_->Tell(std::move(event));
    return S_OK;
  }

  const std::string job_;
  const std::shared_ptr<CaseEvents> events_;
};

// The SHA-256 of what the service has handed over; "" when Windows has none.
std::string Sha256Of(const BYTE* bytes, DWORD size) {
  std::array<UCHAR, 32> digest{};
  BCRYPT_ALG_HANDLE algorithm = nullptr;
  BCRYPT_HASH_HANDLE hash = nullptr;
  std::string hex;
  if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, nullptr, 0) < 0) return hex;
  if (BCryptCreateHash(algorithm, &hash, nullptr, 0, nullptr, 0, 0) >= 0) {
    const bool done = BCryptHashData(hash, const_cast<BYTE*>(bytes), size, 0) >= 0 &&
                      BCryptFinishHash(hash, digest.data(), digest.size(), 0) >= 0;
    char digits[3];
    for (std::size_t i = 0; done && i < digest.size(); ++i) {
      std::snprintf(digits, sizeof digits, "%02x", digest[i]);
      hex += digits;
    }
    BCryptDestroyHash(hash);
  }
  BCryptCloseAlgorithmProvider(algorithm, 0);
  return hex;
}

class Judge final : public Counted<Judge, CertificateCallback> {
 public:
  Judge(std::string job, std::shared_ptr<CaseEvents> events, HRESULT answer)
      : job_(std::move(job)), events_(std::move(events)), answer_(answer) {}

  static bool Has(REFIID iid) { return iid == IidOf<CertificateCallback>(); }

  HRESULT STDMETHODCALLTYPE ValidateServerCertificate(IBackgroundCopyJob* job,
                                                      IBackgroundCopyFile* file, DWORD size,
                                                      const BYTE* certificate, DWORD, DWORD,
                                                      const BYTE*) override {
    events_->Tell({{"kind", "server-certificate"},
                   {"job", job_},
                   {"index", IndexOf(*job, *file)},
                   {"certificate", Sha256Of(certificate, size)}});
    return answer_;
  }

 private:
  const std::string job_;
  const std::shared_ptr<CaseEvents> events_;
  const HRESULT answer_;
};

}  // namespace

IBackgroundCopyCallback* MakeCallback(std::string job, std::shared_ptr<CaseEvents> events) {
  return new Callback(std::move(job), std::move(events));
}

IUnknown* MakeCertificateCallback(std::string job, std::shared_ptr<CaseEvents> events,
                                  HRESULT answer) {
  return new Judge(std::move(job), std::move(events), answer);
}

}  // namespace com_adapter
