// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/outage_book.hpp"
