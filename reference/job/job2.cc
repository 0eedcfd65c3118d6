// IBackgroundCopyJob2: command lines, credentials, and the reply of an upload.
#include <algorithm>

#include "reference/base/text.h"
#include "reference/job/file_names.h"
#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"
#include "reference/model/limits.h"

namespace bitsproof {
namespace {

bool IsLongerThan(std::size_t units, const std::optional<std::string>& text) {
  return text && Utf16Length(*text) > units;
}

HResult CheckKinds(AuthTarget target, AuthScheme scheme) {
  if (target != AuthTarget::kServer && target != AuthTarget::kProxy)
    return hresult::BG_E_INVALID_AUTH_TARGET;
  const bool known = scheme >= AuthScheme::kBasic && scheme <= AuthScheme::kPassport;
  return known ? hresult::S_OK : hresult::BG_E_INVALID_AUTH_SCHEME;
}

}  // namespace

// --- Command line ---

Result<NotifyCmdLine> Job::GetNotifyCmdLine(const Principal& caller) const {
  const auto& command = entry_->record.command_line;
  return entry_->IfReadable(
      caller, command ? NotifyCmdLine{command->program, command->parameters} : NotifyCmdLine{});
}

HResult Job::SetNotifyCmdLine(const Principal& caller, const std::optional<std::string>& program,
                              const std::optional<std::string>& parameters) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  // UNSPECIFIED (J2-CMDLINE-04): the code.
  if (!program && parameters) return hresult::E_INVALIDARG;
  if (IsLongerThan(kMaxPath, program) || IsLongerThan(kParametersMax, parameters))
    return hresult::BG_E_STRING_TOO_LONG;
  entry_->record.command_line.reset();
  if (program)
    entry_->record.command_line = CommandLine{*program, parameters.value_or(""), caller.sid};
  const HResult stored = Modified();
  entry_->queue->notifier().Deliver(*entry_);  // J2-CMDLINE-07: also for an event that is past
  return stored;
}

// --- Credentials ---

HResult Job::SetCredentials(const Principal& caller, AuthTarget target, AuthScheme scheme,
                            const std::optional<std::string>& user_name,
                            const std::optional<std::string>& password) {
  if (const HResult access = entry_->CheckOwner(caller); access.failed()) return access;
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (const HResult kinds = CheckKinds(target, scheme); kinds.failed()) return kinds;
  if (IsLongerThan(kUserNameMax, user_name)) return hresult::BG_E_USERNAME_TOO_LARGE;
  if (IsLongerThan(kPasswordMax, password)) return hresult::BG_E_PASSWORD_TOO_LARGE;
  const bool may_be_implicit = scheme == AuthScheme::kNtlm || scheme == AuthScheme::kNegotiate;
  const bool is_implicit = may_be_implicit && !user_name && !password;
  if (!is_implicit && (!user_name || !password)) return hresult::E_INVALIDARG;
  auto& all = entry_->record.credentials;
  std::erase_if(
      all, [&](const Credentials& one) { return one.target == target && one.scheme == scheme; });
  all.push_back({target, scheme, user_name, password});
  return Modified();
}

HResult Job::RemoveCredentials(const Principal& caller, AuthTarget target, AuthScheme scheme) {
  if (const HResult access = entry_->CheckOwner(caller); access.failed()) return access;
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (const HResult kinds = CheckKinds(target, scheme); kinds.failed()) return kinds;
  const auto removed = std::erase_if(entry_->record.credentials, [&](const Credentials& one) {
    return one.target == target && one.scheme == scheme;
  });
  if (removed == 0) return hresult::S_FALSE;
  return Modified();
}

// --- Reply ---

Result<ReplyProgress> Job::GetReplyProgress(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (type() != JobType::kUploadReply) return Unexpected(hresult::E_NOTIMPL);
  return ReplyProgress{};
}

Result<std::optional<std::string>> Job::GetReplyData(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (type() != JobType::kUploadReply) return Unexpected(hresult::E_NOTIMPL);
  // An upload has a reply when it is TRANSFERRED, and none gets there yet.
  return Unexpected(hresult::BG_E_INVALID_STATE);
}

Result<std::optional<std::string>> Job::GetReplyFileName(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed())
    return Unexpected(access);
  if (type() != JobType::kUploadReply) return Unexpected(hresult::E_NOTIMPL);
  return entry_->record.reply_file_name;
}

HResult Job::SetReplyFileName(const Principal& caller, const std::optional<std::string>& name) {
  if (const HResult allowed = entry_->CheckChangeable(caller); allowed.failed()) return allowed;
  if (type() != JobType::kUploadReply) return hresult::E_NOTIMPL;
  const bool is_chosen = name && !name->empty();
  if (is_chosen) {
    if (const HResult valid = CheckLocalName(*name); valid.failed()) return valid;
    const HResult writable = entry_->queue->env().files.CheckWritable(DirectoryOf(*name));
    // J2-RNAME-02, -03.
    if (writable.failed())
      return writable == hresult::E_ACCESSDENIED ? writable : hresult::E_INVALIDARG;
  }
  entry_->record.reply_file_name = is_chosen ? name : std::nullopt;
  return Modified();
}

}  // namespace bitsproof
