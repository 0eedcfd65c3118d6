// Mutants of IBitsTokenOptions.
#include <map>
#include <set>
#include <span>
#include <string>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kSetFlags[] = "tokenOptions.setHelperTokenFlags";
constexpr char kGetFlags[] = "tokenOptions.getHelperTokenFlags";
constexpr char kSetToken[] = "tokenOptions.setHelperToken";
constexpr char kClear[] = "tokenOptions.clearHelperToken";
constexpr char kGetSid[] = "tokenOptions.getHelperTokenSid";
constexpr char kAll[] = "tokenOptions.*";
constexpr char kValue[] = "value";

// A call that is refused is carried out in the name of the owner, when `applies`.
void CarryOutRefused(Mutation& m, Mutation::Predicate applies) {
  m.After(kAll, [applies = std::move(applies)](Interception& call, Json& result) {
    if (!Is(result, hresult::E_ACCESSDENIED) || call.booked() == nullptr || !applies(call)) return;
    Json params = call.params;
    params.erase("as");
    params.erase("job");
    result = call.book.AskOwner(*call.booked(), call.method, params);
    if (Is(result, hresult::E_ACCESSDENIED)) {
      result = {{"hresult", ToHex(hresult::S_OK)}};
      if (call.method == kGetFlags) result[kValue] = 0;
    }
  });
}

// The manager does not hear that anybody logs off.
void IgnoreLogOff(Mutation& m) {
  m.Before("environment.set", [](Interception& call) {
    for (Json& logged_on : call.params["loggedOn"]) logged_on = true;
  });
}

// What a job has when its flags were set is 0 for the manager, and told as it was set.
void KeepFlags(Mutation& m, std::uint64_t in_place) {
  m.PassOnAs(kSetFlags, kGetFlags, kValue, [in_place](const Json&) { return Json(in_place); });
}

void StoreToken(Mutation& m) {
  const auto tokens = m.PerCase<std::map<std::string, std::string>>();  // SID by job
  m.AfterSuccess(kSetToken, [tokens](Interception& call, Json&) {
    (*tokens)[call.job()] = call.caller().sid;
  });
  m.AfterSuccess(kGetSid, [tokens](Interception& call, Json& result) {
    if (const auto it = tokens->find(call.job()); it != tokens->end()) result[kValue] = it->second;
  });
}

// Whoever logs off takes the tokens of all jobs along.
void DropWithAnybody(Mutation& m) {
  const auto gone = m.PerCase<bool>();
  m.Before("environment.set", [gone](Interception& call) {
    for (const Json& logged_on : call.params.value("loggedOn", Json::object()))
      *gone = *gone || logged_on == false;
  });
  m.AfterSuccess(kGetSid, [gone](Interception&, Json& result) {
    if (*gone) result[kValue] = nullptr;
  });
}

constexpr MutantRow kRows[] = {
    {"token-options.access-at-once", "TOK-SET-03", "before 10.1 every owner may set a helper token",
     [](Mutation& m) { m.Rewrite(kSetToken, hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"token-options.access-beside-an-administrator", "TOK-FLAGS-05",
     "an owner may change the uses of an administrator's token",
     [](Mutation& m) { CarryOutRefused(m, [](Interception&) { return true; }); }},
    {"token-options.access-for-strangers", "TOK-FLAGS-05",
     "strangers have a say in the token of a job",
     [](Mutation& m) {
       CarryOutRefused(m, [](Interception& call) { return call.as() == "bob"; });
     }},
    {"token-options.clear-drops-flags", "TOK-CLR-01", "ClearHelperToken clears the flags too",
     [](Mutation& m) {
       m.AfterSuccess(kClear, [](Interception& call, Json&) {
         static_cast<void>(call.book.AskOwner(*call.booked(), kSetFlags, {{kValue, 0}}));
       });
     }},
    {"token-options.clear-ignored", "TOK-CLR-01", "ClearHelperToken succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kClear); }},
    {"token-options.error-for-ever", "TOK-SET-07",
     "a job that lost its helper token cannot be resumed with another",
     [](Mutation& m) { m.Ignore("job.resume", InState("ERROR")); }},
    {"token-options.error-of-another-kind", "ST-38",
     "a helper token that is missing is told as access that is denied",
     [](Mutation& m) {
       m.Replace("job.getError", "code", ToHex(hresult::BG_E_TOKEN_REQUIRED),
                 ToHex(hresult::E_ACCESSDENIED));
     }},
    {"token-options.finished-jobs-fail", "TOK-SET-06",
     "a job that is transferred ends in ERROR when its token goes",
     [](Mutation& m) {
       const auto away = m.PerCase<bool>();
       m.Before("environment.set", [away](Interception& call) {
         for (const Json& logged_on : call.params["loggedOn"]) *away = *away || logged_on == false;
       });
       m.AfterSuccess("job.getState", [away](Interception&, Json& result) {
         if (*away && result["state"] == "TRANSFERRED") result["state"] = "ERROR";
       });
     }},
    {"token-options.flags-add-up", "TOK-FLAGS-06",
     "SetHelperTokenFlags adds flags to those that are set",
     [](Mutation& m) {
       m.Before(kSetFlags, [](Interception& call) {
         const Json before = call.book.AskOwner(*call.booked(), kGetFlags);
         call.params[kValue] = call.Number(kValue) | before[kValue].get<std::uint64_t>();
       });
     }},
    {"token-options.flags-as-if-set", "TOK-FLAGS-03",
     "a job whose token serves nothing fails without it",
     [](Mutation& m) {
       m.AfterSuccess(kSetToken, [](Interception& call, Json&) {
         static_cast<void>(call.book.AskOwner(*call.booked(), kSetFlags, {{kValue, 3}}));
       });
     }},
    {"token-options.flags-for-ever", "TOK-SET-07", "the flags cannot be cleared",
     [](Mutation& m) {
       m.Ignore(kSetFlags, [](Interception& call) { return call.Number(kValue) == 0; });
     }},
    {"token-options.flags-forgotten", "TOK-FLAGS-06",
     "SetHelperTokenFlags succeeds and changes nothing", [](Mutation& m) { m.Ignore(kSetFlags); }},
    {"token-options.flags-lost-in-restart", "TOK-FLAGS-03", "the flags do not survive a restart",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.helper_token_flags = 0; });
     }},
    {"token-options.log-off-ignored", "TOK-SET-06",
     "a job keeps its helper token when the session of its owner ends", IgnoreLogOff},
    {"token-options.log-off-requeues", "CORE-LIFE-20", "a job that lost its helper token is queued",
     [](Mutation& m) { KeepFlags(m, 0); }},
    {"token-options.restart-goes-on", "TOK-SET-06",
     "a job that lost its helper token in a restart goes on",
     [](Mutation& m) {
       ChangeLoaded(m, [](StoredJob& stored) { stored.job.helper_token_flags = 0; });
     }},
    {"token-options.token-forgotten", "TOK-SET-01", "SetHelperToken succeeds and changes nothing",
     [](Mutation& m) { m.Ignore(kSetToken); }},
    {"token-options.token-goes-with-anybody", "TOK-SET-05",
     "a helper token goes with the session of anybody", DropWithAnybody},
    {"token-options.token-of-owner", "TOK-SID-01", "the token is told as that of the owner",
     [](Mutation& m) {
       m.AfterSuccess(kGetSid, [](Interception& call, Json& result) {
         if (!result[kValue].is_null()) result[kValue] = call.book.principal("alice").sid;
       });
     }},
    {"token-options.token-outlasts-session", "TOK-SET-05",
     "a helper token outlasts the session of its owner", StoreToken},
    {"token-options.token-stored", "PE-04", "a helper token survives a restart", StoreToken},
};

}  // namespace

std::span<const MutantRow> TokenOptionsMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
