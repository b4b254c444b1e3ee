// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/device_book.hpp"
