// Mutants of IBitsPeerCacheAdministration.
#include <functional>
#include <map>
#include <span>
#include <string>

#include "conformance/mutants/mutation.h"
#include "conformance/mutants/seams.h"

namespace bitsproof::conformance::mutants {
namespace {

constexpr char kValue[] = "value";
constexpr char kGetSize[] = "peerCache.getMaximumCacheSize";
constexpr char kGetAge[] = "peerCache.getMaximumContentAge";
constexpr char kSetFlags[] = "peerCache.setConfigurationFlags";
constexpr char kSetters[] =
    "peerCache.setMaximumCacheSize peerCache.setMaximumContentAge "
    "peerCache.setConfigurationFlags";

constexpr MutantRow kRows[] = {
    {"peer-cache.age-of-a-day", "PCA-AGE-01", "the default age is a day",
     [](Mutation& m) { m.Replace(kGetAge, kValue, 7'776'000, 86'400); }},
    {"peer-cache.alive", "PCA-DEP-01", "from 4.0 on the peer cache answers S_OK",
     [](Mutation& m) { m.Rewrite("peerCache.*", hresult::S_FALSE, hresult::S_OK); }},
    {"peer-cache.before-vista", "VER-QI-01", "there is a peer cache before 3.0",
     [](Mutation& m) { m.Rewrite("peerCache.*", hresult::E_NOINTERFACE, hresult::S_OK); }},
    {"peer-cache.bounds-excluded", "PCA-SIZE-01", "the greatest size is refused",
     [](Mutation& m) {
       m.Refuse("peerCache.setMaximumCacheSize", hresult::E_INVALIDARG,
                [](Interception& call) { return call.Number(kValue) == 80; });
     }},
    {"peer-cache.delete-always-ok", "PCA-DEL-01",
     "DeleteUrl answers S_OK for a URL that is not cached",
     [](Mutation& m) { m.Rewrite("peerCache.deleteUrl", hresult::S_FALSE, hresult::S_OK); }},
    {"peer-cache.flags-not-told", "PCA-GET-01", "GetConfigurationFlags is not there",
     [](Mutation& m) {
       m.Refuse("peerCache.getConfigurationFlags", hresult::E_NOTIMPL,
                [](Interception&) { return true; });
     }},
    {"peer-cache.for-everybody", "PCA-QI-01", "everybody may change the settings",
     [](Mutation& m) { m.Rewrite(kSetters, hresult::E_ACCESSDENIED, hresult::S_OK); }},
    {"peer-cache.no-bounds", "PCA-AGE-01", "settings out of bounds are said to be taken",
     [](Mutation& m) { m.Rewrite(kSetters, hresult::E_INVALIDARG, hresult::S_OK); }},
    {"peer-cache.policy-ignored", "PCA-SIZE-01", "the setters do not tell that a policy wins",
     [](Mutation& m) { m.Rewrite(kSetters, hresult::S_FALSE, hresult::S_OK); }},
    {"peer-cache.server-refused", "PCA-CFG-01", "the flag of the server is refused",
     [](Mutation& m) {
       m.Refuse(kSetFlags, hresult::E_NOTIMPL,
                [](Interception& call) { return (call.Number(kValue) & 2) != 0; });
     }},
    {"peer-cache.settings-forgotten", "PCA-GET-01", "the setters succeed and change nothing",
     [](Mutation& m) { m.Ignore(kSetters); }},
    {"peer-cache.size-of-ten", "PCA-SIZE-01", "the default size is 10 percent",
     [](Mutation& m) { m.Replace(kGetSize, kValue, 1, 10); }},
};

}  // namespace

std::span<const MutantRow> PeerCacheMutants() { return kRows; }

}  // namespace bitsproof::conformance::mutants
