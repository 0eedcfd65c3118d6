// The interfaces of BITS: those of the SDK headers up to IBackgroundCopyJob5, and the newer ones,
// which some SDK headers lack, declared here under names of their own with the published IIDs and
// orders of methods. Structures passed by value are as in the SDK.
#pragma once

#include <objbase.h>
#include <windows.h>
// The order matters.
#include <bits.h>
#include <bits1_5.h>
#include <bits2_0.h>
#include <bits2_5.h>
#include <bits3_0.h>
#include <bits5_0.h>

#include <span>
#include <string_view>

namespace com_adapter {

// Declares the IID of an interface as its member kIid.
#define COM_ADAPTER_IID(...) static constexpr IID kIid = __VA_ARGS__

// --- IBackgroundCopyFile3 to 6 ---

struct File3 : IBackgroundCopyFile2 {
  COM_ADAPTER_IID({0x659cdeaa, 0x489e, 0x11d9, {0xa9, 0xcd, 0x00, 0x0d, 0x56, 0x96, 0x52, 0x51}});
  virtual HRESULT STDMETHODCALLTYPE GetTemporaryName(LPWSTR* name) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetValidationState(BOOL state) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetValidationState(BOOL* state) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsDownloadedFromPeer(BOOL* value) = 0;
};

struct File4 : File3 {
  COM_ADAPTER_IID({0xef7e0655, 0x7888, 0x4960, {0xb0, 0xe5, 0x73, 0x08, 0x46, 0xe0, 0x34, 0x92}});
  virtual HRESULT STDMETHODCALLTYPE GetPeerDownloadStats(UINT64* from_origin,
                                                         UINT64* from_peers) = 0;
};

union FilePropertyValue {
  LPWSTR String;
};

struct File5 : File4 {
  COM_ADAPTER_IID({0x85c1657f, 0xdafc, 0x40e8, {0x88, 0x34, 0xdf, 0x18, 0xea, 0x25, 0x71, 0x7e}});
  virtual HRESULT STDMETHODCALLTYPE SetProperty(int id, FilePropertyValue value) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetProperty(int id, FilePropertyValue* value) = 0;
};

struct File6 : File5 {
  COM_ADAPTER_IID({0xcf6784f7, 0xd677, 0x49fd, {0x93, 0x68, 0xcb, 0x47, 0xae, 0xe9, 0xd1, 0xad}});
  virtual HRESULT STDMETHODCALLTYPE UpdateDownloadPosition(UINT64 offset) = 0;
  virtual HRESULT STDMETHODCALLTYPE RequestFileRanges(DWORD count, const BG_FILE_RANGE* ranges) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetFilledFileRanges(DWORD* count, BG_FILE_RANGE** ranges) = 0;
};

// --- IBackgroundCopyCallback3 ---

struct Callback3 : IBackgroundCopyCallback2 {
  COM_ADAPTER_IID({0x98c97bd2, 0xe32b, 0x4ad8, {0xa5, 0x28, 0x95, 0xfd, 0x8b, 0x16, 0xbd, 0x42}});
  virtual HRESULT STDMETHODCALLTYPE FileRangesTransferred(IBackgroundCopyJob* job,
                                                          IBackgroundCopyFile* file, DWORD count,
                                                          const BG_FILE_RANGE* ranges) = 0;
};

// --- IBackgroundCopyJobHttpOptions2 and 3 ---

struct HttpOptions2 : IBackgroundCopyJobHttpOptions {
  COM_ADAPTER_IID({0xb591a192, 0xa405, 0x4fc3, {0x83, 0x23, 0x4c, 0x5c, 0x54, 0x25, 0x78, 0xfc}});
  virtual HRESULT STDMETHODCALLTYPE SetHttpMethod(LPCWSTR method) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetHttpMethod(LPWSTR* method) = 0;
};

struct HttpOptions3 : HttpOptions2 {
  COM_ADAPTER_IID({0x8a9263d3, 0xfd4c, 0x4eda, {0x9b, 0x28, 0x30, 0x13, 0x2a, 0x4d, 0x4e, 0x3c}});
  virtual HRESULT STDMETHODCALLTYPE SetServerCertificateValidationInterface(IUnknown* callback) = 0;
  virtual HRESULT STDMETHODCALLTYPE MakeCustomHeadersWriteOnly() = 0;
};

struct CertificateCallback : IUnknown {
  COM_ADAPTER_IID({0x4cec0d02, 0xdef7, 0x4158, {0x81, 0x3a, 0xc3, 0x2a, 0x46, 0x94, 0x5f, 0xf7}});
  virtual HRESULT STDMETHODCALLTYPE ValidateServerCertificate(
      IBackgroundCopyJob* job, IBackgroundCopyFile* file, DWORD certificate_size,
      const BYTE* certificate, DWORD encoding, DWORD store_size, const BYTE* store) = 0;
};

// --- IBitsTokenOptions ---

struct TokenOptions : IUnknown {
  COM_ADAPTER_IID({0x9a2584c3, 0xf7d2, 0x457a, {0x9a, 0x5e, 0x22, 0xb6, 0x7b, 0xff, 0xc7, 0xd2}});
  virtual HRESULT STDMETHODCALLTYPE SetHelperTokenFlags(DWORD flags) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetHelperTokenFlags(DWORD* flags) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetHelperToken() = 0;
  virtual HRESULT STDMETHODCALLTYPE ClearHelperToken() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetHelperTokenSid(LPWSTR* sid) = 0;
};

// --- IBitsPeerCacheAdministration and what it lists ---

struct PeerCacheRecord : IUnknown {
  COM_ADAPTER_IID({0x659cdeaf, 0x489e, 0x11d9, {0xa9, 0xcd, 0x00, 0x0d, 0x56, 0x96, 0x52, 0x51}});
  virtual HRESULT STDMETHODCALLTYPE GetId(GUID* id) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetOriginUrl(LPWSTR* url) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetFileSize(UINT64* size) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetFileModificationTime(FILETIME* time) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetLastAccessTime(FILETIME* time) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsFileValidated() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetFileRanges(DWORD* count, BG_FILE_RANGE** ranges) = 0;
};

struct Peer : IUnknown {
  COM_ADAPTER_IID({0x659cdea2, 0x489e, 0x11d9, {0xa9, 0xcd, 0x00, 0x0d, 0x56, 0x96, 0x52, 0x51}});
  virtual HRESULT STDMETHODCALLTYPE GetPeerName(LPWSTR* name) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsAuthenticated(BOOL* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsAvailable(BOOL* value) = 0;
};

// The shape that both enumerators of the peer cache have.
template <typename Item>
struct PeerEnumerator : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE Next(ULONG count, Item** items, ULONG* fetched) = 0;
  virtual HRESULT STDMETHODCALLTYPE Skip(ULONG count) = 0;
  virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
  virtual HRESULT STDMETHODCALLTYPE Clone(PeerEnumerator** clone) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* count) = 0;
};

struct PeerCacheAdministration : IUnknown {
  COM_ADAPTER_IID({0x659cdead, 0x489e, 0x11d9, {0xa9, 0xcd, 0x00, 0x0d, 0x56, 0x96, 0x52, 0x51}});
  virtual HRESULT STDMETHODCALLTYPE GetMaximumCacheSize(DWORD* percent) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMaximumCacheSize(DWORD percent) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMaximumContentAge(ULONG* seconds) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMaximumContentAge(ULONG seconds) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetConfigurationFlags(DWORD* flags) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetConfigurationFlags(DWORD flags) = 0;
  virtual HRESULT STDMETHODCALLTYPE EnumRecords(PeerEnumerator<PeerCacheRecord>** records) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetRecord(REFGUID id, PeerCacheRecord** record) = 0;
  virtual HRESULT STDMETHODCALLTYPE ClearRecords() = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteRecord(REFGUID id) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteUrl(LPCWSTR url) = 0;
  virtual HRESULT STDMETHODCALLTYPE EnumPeers(PeerEnumerator<Peer>** peers) = 0;
  virtual HRESULT STDMETHODCALLTYPE ClearPeers() = 0;
  virtual HRESULT STDMETHODCALLTYPE DiscoverPeers() = 0;
};

#undef COM_ADAPTER_IID

// --- By name ---

// The object that is asked for an interface by QueryInterface.
enum class HadFrom { kManager, kJob, kFile };

struct InterfaceInfo {
  std::string_view name;  // "IBackgroundCopyJob4"
  HadFrom from;
  std::string_view capability;  // "job4"; "" for those of BITS 1.0
  std::string_view since;       // the version of BITS that introduced it
  IID iid;
};

// The interface called `name`, or nullptr.
const InterfaceInfo* FindInterface(std::string_view name);

// Every interface, in the order of the versions of BITS that introduced them.
std::span<const InterfaceInfo> Interfaces();

// The class of the manager: the newest that is registered is the one to use. Newest first.
inline constexpr CLSID kManagerClasses[] = {
    {0x5fd42ad5, 0xc04e, 0x4d36, {0xad, 0xc7, 0xe0, 0x8f, 0xf1, 0x57, 0x37, 0xad}},  // 10.3
    {0x4575438f, 0xa6c8, 0x4976, {0xb0, 0xfe, 0x2f, 0x26, 0xb8, 0x0d, 0x95, 0x9e}},  // 10.2
    {0x4bd3e4e1, 0x7bd4, 0x4a2b, {0x99, 0x64, 0x49, 0x64, 0x00, 0xde, 0x51, 0x93}},  // 10.1
    {0x1ecca34c, 0xe88a, 0x44e3, {0x8d, 0x6a, 0x89, 0x21, 0xbd, 0xe9, 0xe4, 0x52}},  // 5.0
    {0xbb6df56b, 0xcace, 0x11dc, {0x99, 0x92, 0x00, 0x19, 0xb9, 0x3a, 0x3a, 0x84}},  // 4.0
    {0x659cdea7, 0x489e, 0x11d9, {0xa9, 0xcd, 0x00, 0x0d, 0x56, 0x96, 0x52, 0x51}},  // 3.0
    {0x03ca98d6, 0xff5d, 0x49b8, {0xab, 0xc6, 0x03, 0xdd, 0x84, 0x12, 0x70, 0x20}},  // 2.5
    {0x6d18ad12, 0xbde3, 0x4393, {0xb3, 0x11, 0x09, 0x9c, 0x34, 0x6e, 0x6d, 0xf9}},  // 2.0
    {0xf087771f, 0xd74f, 0x4c1a, {0xbb, 0x8a, 0xe1, 0x6a, 0xca, 0x91, 0x24, 0xea}},  // 1.5
    {0x4991d34b, 0x80a1, 0x4291, {0x83, 0xb6, 0x33, 0x28, 0x36, 0x6b, 0x90, 0x97}},  // 1.0
};

}  // namespace com_adapter
