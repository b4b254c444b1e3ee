// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/value.hpp"
