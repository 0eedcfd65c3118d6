// The service of BITS, and what system this is.
#pragma once

#include <windows.h>

#include <string>

namespace com_adapter {

// "8.0" under Wine, "" on Windows.
std::string WineVersion();

// How to end the service.
enum class End {
  kGraceful,  // the service control manager asks it to stop; killed if it does not
  kKill,      // its process is terminated
};

// Whether both ways are open: the service may be controlled, and its process is its own.
bool MayRestart();

// Ends the service and waits until it is down. True unless it would not go.
bool StopService(End how);

// Starts the service and waits until it runs. Throws std::runtime_error when it does not.
void StartBits();

}  // namespace com_adapter
