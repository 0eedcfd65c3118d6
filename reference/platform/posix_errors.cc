#include "reference/platform/posix_errors.h"

#include <cerrno>

namespace bitsproof::platform {
namespace {

struct Row {
  int error_number;
  HResult code;
};

constexpr Row kRows[] = {
    {ENOENT, hresult::E_FILE_NOT_FOUND},
    {ENOTDIR, hresult::E_PATH_NOT_FOUND},
    {EACCES, hresult::E_ACCESSDENIED},
    {EPERM, hresult::E_ACCESSDENIED},
    {EROFS, hresult::E_ACCESSDENIED},
    {EISDIR, hresult::E_ACCESSDENIED},
    {ENOTEMPTY, hresult::E_ACCESSDENIED},
    {ENOSPC, hresult::E_DISK_FULL},
    {EDQUOT, hresult::E_DISK_FULL},
    {EFBIG, hresult::E_DISK_FULL},
    {ETXTBSY, hresult::E_SHARING_VIOLATION},
    {EBUSY, hresult::E_SHARING_VIOLATION},
    {EEXIST, hresult::E_FILE_EXISTS},
    {EINVAL, hresult::E_INVALIDARG},
    {ENOMEM, hresult::E_OUTOFMEMORY},
    {EXDEV, hresult::E_NOT_SAME_DEVICE},
    {EMFILE, hresult::E_TOO_MANY_OPEN_FILES},
    {ENFILE, hresult::E_TOO_MANY_OPEN_FILES},
    {ENAMETOOLONG, hresult::E_FILENAME_EXCED_RANGE},
};

}  // namespace

HResult HResultFromErrno(int error_number) {
  for (const Row& row : kRows) {
    if (row.error_number == error_number) return row.code;
  }
  return hresult::E_FAIL;
}

}  // namespace bitsproof::platform
