// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/journal_thread.hpp"
