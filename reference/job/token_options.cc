// IBitsTokenOptions: helper tokens, as far as a manager without tokens can have them.
#include "reference/job/job.h"
#include "reference/job/queue.h"
#include "reference/job/queue_entry.h"

namespace bitsproof {

HResult Job::CheckToken(const Principal& caller) const {
  if (const HResult access = entry_->CheckAccess(caller); access.failed()) return access;
  if (caller.is_elevated()) return hresult::S_OK;
  // TOK-SET-03, TOK-FLAGS-05.
  const bool may_use_tokens = entry_->profile >= Profile::k10_1;
  const bool is_foreign = entry_->helper_token && entry_->helper_token->is_administrator();
  return may_use_tokens && !is_foreign ? hresult::S_OK : hresult::E_ACCESSDENIED;
}

HResult Job::CheckTokenChangeable(const Principal& caller) const {
  const HResult allowed = entry_->CheckChangeable(caller);
  return allowed.failed() ? allowed : CheckToken(caller);
}

Result<std::uint32_t> Job::GetHelperTokenFlags(const Principal& caller) const {
  if (const HResult access = CheckToken(caller); access.failed()) return Unexpected(access);
  return entry_->record.helper_token_flags;
}

HResult Job::SetHelperTokenFlags(const Principal& caller, std::uint32_t flags) {
  if (const HResult allowed = CheckTokenChangeable(caller); allowed.failed()) return allowed;
  // UNSPECIFIED (TOK-FLAGS-03): the code.
  if ((flags & ~kHelperTokenAll) != 0) return hresult::E_INVALIDARG;
  entry_->record.helper_token_flags = flags;
  return Modified();
}

HResult Job::SetHelperToken(const Principal& caller) {
  if (const HResult allowed = CheckTokenChangeable(caller); allowed.failed()) return allowed;
  entry_->helper_token = caller;
  return Modified();
}

HResult Job::ClearHelperToken(const Principal& caller) {
  if (const HResult allowed = CheckTokenChangeable(caller); allowed.failed()) return allowed;
  entry_->helper_token.reset();
  return Modified();
}

Result<std::optional<std::string>> Job::GetHelperTokenSid(const Principal& caller) const {
  if (const HResult access = CheckToken(caller); access.failed()) return Unexpected(access);
  const auto& token = entry_->helper_token;
  return token ? std::optional(token->sid) : std::nullopt;
}

}  // namespace bitsproof
