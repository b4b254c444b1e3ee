// SPDX-License-Identifier: Apache-2.0
/// \file
/// The inventory's tables key by key, as the configuration writes them: for the effective
/// configuration and for what the journal keeps of the inventory. Without contacts, which nobody
/// outside needs, and without the tables inside a site.
#pragma once

#include "config/field_sink.hpp"
#include "config/inventory.hpp"

namespace pantau::config {

void write_profile(FieldSink& out, const ProbeProfile& profile);
void write_fields(FieldSink& out, const Technology& technology);
void write_fields(FieldSink& out, const Phase& phase);
void write_fields(FieldSink& out, const District& district);
void write_fields(FieldSink& out, const Provider& provider);
void write_fields(FieldSink& out, const Contract& contract);
/// Without planned, actual and hold.
void write_fields(FieldSink& out, const Site& site);
/// Without the profile.
void write_fields(FieldSink& out, const Link& link);

}  // namespace pantau::config
