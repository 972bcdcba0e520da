#include "tests/data/known_answers.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace precept::tests {
namespace {

namespace dom = simdjson::dom;

constexpr Answer kOpensshLoghub[] = {
    {"bruteforce_first", "H1_bruteforce", "matches", "count", Compare::kMatches,
     95},
    {"bruteforce_each", "H1_bruteforce", "firing_ids", "count_firing_events",
     Compare::kLastLines, 439},
    {"bruteforce_success", "H2_bruteforce_success", "matches", "count",
     Compare::kMatches, 0},
    {"warned_then_failed_each", "H3_warned_then_failed", "matches", "count",
     Compare::kMatches, 85},
    {"warned_then_failed_first", "H3_warned_then_failed", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 85},
    {"warned_then_failed_all", "H3_warned_then_failed", nullptr,
     "count_pairs_all", Compare::kCount, 165},
};

constexpr Answer kCardHandbook[] = {
    {"velocity_first", "C1_velocity", "matches", "count", Compare::kMatches,
     37},
    {"velocity_each", "C1_velocity", "firing_ids", "count_firing_events",
     Compare::kLastLines, 42},
    {"probe_then_large_each", "C2_probe_then_large", "matches", "count",
     Compare::kMatches, 13},
    {"probe_then_large_first", "C2_probe_then_large", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 13},
    {"probe_then_large_all", "C2_probe_then_large", nullptr, "count_pairs_all",
     Compare::kCount, 13},
    {"terminal_compromised_first", "C4_terminal_compromised", "matches",
     "count", Compare::kMatches, 119},
    {"terminal_compromised_each", "C4_terminal_compromised", "firing_ids",
     "count_firing_events", Compare::kLastLines, 219},
    {"silent_after_fraud", "C6_silent_after_fraud", "matches", "count",
     Compare::kMatches, 19},
};

constexpr Answer kKafkaCluster[] = {
    {"outage_each", "K1_partition_outage", "matches", "count",
     Compare::kMatches, 24},
    {"outage_first", "K1_partition_outage", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 24},
    {"outage_all", "K1_partition_outage", nullptr, "count_pairs_all",
     Compare::kCount, 44},
    {"stays_offline", "K2_partition_stays_offline", "matches", "count",
     Compare::kMatches, 7},
    {"broker_not_back", "K3_broker_not_back", "matches", "count",
     Compare::kMatches, 1},
    {"not_leader_storm_first", "K4_not_leader_storm", "matches", "count",
     Compare::kMatches, 6},
    {"not_leader_storm_each", "K4_not_leader_storm", "firing_ids",
     "count_firing_events", Compare::kLastLines, 12},
    {"isr_expand_storm_first", "K5_isr_expand_storm", "matches", "count",
     Compare::kMatches, 18},
    {"isr_expand_storm_each", "K5_isr_expand_storm", "firing_ids",
     "count_firing_events", Compare::kLastLines, 158},
    {"down_then_errors_each", "K7_down_then_errors", "matches", "count",
     Compare::kMatches, 1},
    {"down_then_errors_first", "K7_down_then_errors", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 1},
    {"down_then_errors_all", "K7_down_then_errors", nullptr, "count_pairs_all",
     Compare::kCount, 7},
};

constexpr Answer kApacheAccess[] = {
    {"scan_first", "A1_404_scan", "matches", "count", Compare::kMatches, 4},
    {"scan_each", "A1_404_scan", "firing_ids", "count_firing_events",
     Compare::kLastLines, 16},
    {"flood_first", "A2_flood", "matches", "count", Compare::kMatches, 79},
    {"flood_each", "A2_flood", "firing_ids", "count_firing_events",
     Compare::kLastLines, 992},
    {"robots_then_crawl_each", "A4_robots_then_crawl", "matches", "count",
     Compare::kMatches, 40},
    {"robots_then_crawl_first", "A4_robots_then_crawl", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 38},
    {"robots_then_crawl_all", "A4_robots_then_crawl", nullptr,
     "count_pairs_all", Compare::kCount, 100},
    {"page_without_assets", "A5_page_without_assets", "matches", "count",
     Compare::kMatches, 2'070},
};

constexpr Answer kBitcoinOtc[] = {
    {"reciprocal_praise_each", "B2_reciprocal_praise", "matches", "count",
     Compare::kMatches, 248},
    {"reciprocal_praise_first", "B2_reciprocal_praise", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 248},
    {"retaliation_each", "B3_retaliation", "matches", "count",
     Compare::kMatches, 188},
    {"retaliation_first", "B3_retaliation", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 188},
    {"negative_spree_first", "B4_negative_spree", "matches", "count",
     Compare::kMatches, 147},
    {"negative_spree_each", "B4_negative_spree", "firing_ids",
     "count_firing_events", Compare::kLastLines, 536},
    {"praise_ring", "B5_praise_ring", "matches", "count", Compare::kMatches,
     19},
    {"never_rated_back", "B6_never_rated_back", "matches", "count",
     Compare::kMatches, 870},
};

constexpr Answer kZeekWrccdc[] = {
    {"nxdomain_burst_first", "Z1_nxdomain_burst", "matches", "count",
     Compare::kMatches, 36},
    {"nxdomain_burst_each", "Z1_nxdomain_burst", "firing_ids",
     "count_firing_events", Compare::kLastLines, 202},
    {"handshake_failures_first", "Z4_tls_handshake_failures", "matches",
     "count", Compare::kMatches, 1'530},
    {"handshake_failures_each", "Z4_tls_handshake_failures", "firing_ids",
     "count_firing_events", Compare::kLastLines, 30'132},
    {"ntlm_then_share_each", "Z5_ntlm_then_share", "matches", "count",
     Compare::kMatches, 178},
    {"ntlm_then_share_first", "Z5_ntlm_then_share", "matches_skip_past",
     "count_skip_past", Compare::kMatches, 178},
    {"ntlm_then_share_all", "Z5_ntlm_then_share", nullptr, "count_pairs_all",
     Compare::kCount, 249},
    {"new_services_first", "Z6_new_services_burst", "matches", "count",
     Compare::kMatches, 74},
    {"new_services_each", "Z6_new_services_burst", "firing_ids",
     "count_firing_events", Compare::kLastLines, 436},
    {"unanswered_dns", "Z7_unanswered_dns", "matches", "count",
     Compare::kMatches, 9'099},
};

constexpr Answer kWinlogAttacksA[] = {
    {"psexec_style", "O1_psexec_style", "matches", "count", Compare::kMatches,
     0},
    {"psexec_style_unordered", "O1b_psexec_style_unordered", "matches", "count",
     Compare::kInAnyOrder, 2},
    {"lsass_access", "O2_lsass_access", "matches", "count", Compare::kMatches,
     3},
    {"lsass_dump_written", "O3_lsass_dump_written", "matches", "count",
     Compare::kMatches, 2},
    {"three_generations", "O4_three_generations", "matches", "count",
     Compare::kMatches, 5},
    {"dcsync", "O6_dcsync", "matches", "count", Compare::kMatches, 0},
    {"registry_burst_first", "O7_registry_burst", "matches", "count",
     Compare::kMatches, 194},
    {"registry_burst_each", "O7_registry_burst", "firing_ids",
     "count_firing_events", Compare::kLastLines, 17'984},
    {"process_still_alive", "O8_process_still_alive", "matches", "count",
     Compare::kMatches, 21},
    {"new_process_calls_out_each", "O9_new_process_calls_out", "matches",
     "count", Compare::kMatches, 3},
    {"new_process_calls_out_first", "O9_new_process_calls_out",
     "matches_skip_past", "count_skip_past", Compare::kMatches, 3},
    {"new_process_calls_out_all", "O9_new_process_calls_out", nullptr,
     "count_pairs_all", Compare::kCount, 24},
};

constexpr Answer kNabMetrics[] = {
    {"metric_silent", "N5_metric_silent", "matches", "count", Compare::kMatches,
     19},
};

Lines LinesOf(const dom::element& match) {
  if (!match.is_array()) return {match.get_int64().value()};
  Lines lines;
  for (const dom::element& line : match.get_array())
    lines.push_back(line.get_int64());
  return lines;
}

constexpr nfa::Duration Milliseconds(std::int64_t n) { return {n * 1'000'000}; }

// "L=60.0ms", "L=5s"
nfa::Duration LatenessOf(std::string_view row) {
  const double number = std::stod(std::string(row.substr(2)));
  return {
      static_cast<std::int64_t>(number * (row.ends_with("ms") ? 1e6 : 1e9))};
}

}  // namespace

const std::vector<DataSet>& DataSets() {
  static const std::vector<DataSet> sets{
      {"openssh_loghub", "sshd", Milliseconds(0), kOpensshLoghub},
      {"card_handbook", "payments", Milliseconds(0), kCardHandbook},
      {"kafka_cluster", "cluster", Milliseconds(60), kKafkaCluster},
      {"apache_access", "access", Milliseconds(60'000), kApacheAccess},
      {"bitcoin_otc", "ratings", Milliseconds(0), kBitcoinOtc},
      {"zeek_wrccdc", "zeek", Milliseconds(803'000), kZeekWrccdc},
      {"winlog_attacks_a", "winlog", Milliseconds(40'000), kWinlogAttacksA},
      {"nab_metrics", "metrics", Milliseconds(0), kNabMetrics},
  };
  return sets;
}

std::filesystem::path FolderOf(const DataSet& set) {
  return std::filesystem::path("../shared/data") / set.name;
}

Expected ExpectedOf(const DataSet& set, const Answer& answer) {
  Expected expected;
  dom::parser parser;
  const dom::element file =
      parser.load((FolderOf(set) / "expected.json").string());
  for (const dom::element& rule : file["rules"].get_array()) {
    if (rule["id"].get_string().value() != answer.id) continue;
    dom::element count;
    if (rule[answer.count].get(count) == simdjson::SUCCESS) {
      expected.count = static_cast<std::size_t>(count.get_int64().value());
    }
    if (answer.list == nullptr) continue;
    for (const dom::element& match : rule[answer.list].get_array()) {
      expected.matches.push_back(LinesOf(match));
    }
  }
  std::sort(expected.matches.begin(), expected.matches.end());
  return expected;
}

std::vector<LatenessRow> LatenessTableOf(const DataSet& set) {
  std::vector<LatenessRow> rows;
  dom::parser parser;
  const dom::element file =
      parser.load((FolderOf(set) / "expected.json").string());
  dom::element table;
  if (file["lateness_table"].get(table) != simdjson::SUCCESS) return rows;
  for (const auto& [name, counts] : dom::object(table)) {
    LatenessRow& row = rows.emplace_back();
    row.name = name;
    row.lateness = LatenessOf(name);
    for (const auto& [id, count] : dom::object(counts)) {
      row.counts[std::string(id)] =
          static_cast<std::uint64_t>(count.get_int64().value());
    }
  }
  return rows;
}

}  // namespace precept::tests
