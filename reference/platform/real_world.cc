#include "reference/platform/real_world.h"

#include <cstdint>
#include <random>
#include <stdexcept>
#include <utility>

namespace bitsproof::platform {
namespace {

std::unique_ptr<SqliteJobStore> OpenStore(const RealWorld::Options& options) {
  const std::string path = options.store_path.empty() ? ":memory:" : options.store_path;
  auto store = SqliteJobStore::Open(path, options.synchronous);
  if (!store) {
    throw std::invalid_argument("The job store " + path +
                                " cannot be opened: " + ToString(store.error()));
  }
  if (!(*store)->last_error().empty()) throw std::invalid_argument((*store)->last_error());
  return *std::move(store);
}

}  // namespace

RealWorld::RealWorld(const Options& options) : store_(OpenStore(options)), curl_(options.curl) {}

Environment RealWorld::environment() {
  std::random_device device;
  const Random chance((std::uint64_t{device()} << 32) | device());
  return {loop_,    loop_,     transports_, files_,    *store_,
          network_, sessions_, events_,     programs_, chance};
}

}  // namespace bitsproof::platform
