// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/standing.hpp"

#include <algorithm>

namespace pantau::journal {

void Standing::load(const book::Memory& memory) {
  mark_ = memory.mark;
  for (const book::LinkMemory& link : memory.links) {
    links_[link.link] = {link.first, link.settled_until, {link.settled_until, link.state}};
    marks_[link.link] = {0, link.last_reply, link.outages_opened};
    if (link.open) {
      open_[link.open->id] = *link.open;
    }
  }
  for (const book::SiteMemory& site : memory.sites) {
    sites_[site.site] = {site.first, site.settled_until, {site.settled_until, site.state}};
  }
  for (const book::DeviceMark& device : memory.devices) {
    devices_[device.device] = device;
  }
}

void Standing::settle(Place& place, const book::SettledRow& row) {
  place.first = row.first;
  place.until = row.until;
}

void Standing::note(const book::Batch& batch, const Sla& sla) {
  mark_ = std::max(mark_, batch.mark);
  for (const book::SpanRow& row : batch.link_spans) {
    links_[batch.plan->links[row.place].id].span = row.span;
  }
  for (const book::SpanRow& row : batch.site_spans) {
    sites_[batch.plan->sites[row.place].id].span = row.span;
  }
  for (const book::SettledRow& row : batch.links) {
    settle(links_[batch.plan->links[row.place].id], row);
  }
  for (const book::SettledRow& row : batch.sites) {
    settle(sites_[batch.plan->sites[row.place].id], row);
  }
  for (const book::LinkMark& mark : batch.marks) {
    marks_[batch.plan->links[mark.link].id] = mark;
  }
  for (const book::DeviceMark& device : batch.devices) {
    devices_[device.device] = device;
  }
  for (const book::Outage& outage : batch.outages) {
    if (outage.end) {
      open_.erase(outage.id);
    } else {
      open_[outage.id] = outage;
    }
  }
  for (const auto& [link, seconds] : sla) {
    sla_[link] = seconds;
  }
}

book::Batch Standing::batch(std::shared_ptr<const config::Plan> plan) const {
  book::Batch batch;
  batch.mark = mark_;
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    const std::string& id = plan->links[place].id;
    if (const auto found = links_.find(id); found != links_.end()) {
      batch.links.push_back({place, found->second.first, found->second.until});
      batch.link_spans.push_back({place, found->second.span});
    }
    if (const auto found = marks_.find(id); found != marks_.end()) {
      batch.marks.push_back({place, found->second.last_reply, found->second.outages_opened});
    }
  }
  for (std::uint32_t place = 0; place < plan->sites.size(); ++place) {
    if (const auto found = sites_.find(plan->sites[place].id); found != sites_.end()) {
      batch.sites.push_back({place, found->second.first, found->second.until});
      batch.site_spans.push_back({place, found->second.span});
    }
  }
  for (const auto& [id, outage] : open_) {
    batch.outages.push_back(outage);
  }
  for (const auto& [id, device] : devices_) {
    batch.devices.push_back(device);
  }
  batch.plan = std::move(plan);
  return batch;
}

Standing::Sla Standing::sla() const {
  return {sla_.begin(), sla_.end()};
}

}  // namespace pantau::journal
