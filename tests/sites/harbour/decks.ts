import { deckFor } from '../../setup/decks.ts';
import type { SiteFile } from '../sched/conference.ts';

/** What stands on the slides, by deck. A few words of each are found nowhere else, so that a search has something to find. */
const SLIDES = {
  harbour: [
    'The Harbour That Never Sleeps\nMaren Østergård, Port of Skagen',
    'One pier, four thousand sensors\nTide gauges\nBollards that report their load\nA foghorn with an address of its own',
    'What failed in the storm of 2023\nThe generator held\nThe certificate did not\nNobody had rehearsed the switch to paper',
    'What we do now\nRehearse on the first Monday\nKeep a printed berth plan\nThank you',
  ],
  mooring: [
    'Mooring Stateful Workloads\nPersistent storage without tears\nSøren Bøgh and a colleague, Tidewater Systems',
    'Three promises of a volume\nIt is there when you come back\nIt is yours alone\nIt says so when it lies\nnote: The third one takes half of the talk.',
    'Snapshots are not backups\nA snapshot sinks with the ship\nCopy to another harbour, then try the copy',
    'fsync, the short version\nWrite, flush the file, flush the directory\nThen rename\nnote: Tell the story of the two databases.',
    'Checklist for persistent storage\nReclaim policy: retain\nTopology: know which pier\nMeasure the recovery, not the copy',
  ],
  tide: [
    'Reading the Tide\nAn introduction to service meshes',
    'Why a mesh is a net\nKnots are proxies\nRopes are connections\nThe catch is what you wanted to see',
    'Mutual TLS in one picture\nBoth ships show their flag\nCertificates last for a day',
    'When not to\nThree services need no net',
  ],
  networking: [
    'Container Networking for People Who Load Containers',
    'An address for every crate\nPlugins hand them out\nRoutes follow the ship, not the pier\nnote: Ask who has debugged a double NAT.',
    'Overlay or underlay\nEncapsulation costs fifty bytes\nJumbo frames pay them back',
    'eBPF on the gangway\nCount first, drop later',
  ],
  eighty: [
    'Eighty percent is enough\nFive minutes on stopping early',
    'The last fifth\nCosts as much as the rest\nIs what the auditors read',
  ],
  gate: [
    'Build a Lock Gate in an Afternoon\nTutorial notes',
    'Exercise 1: a state machine with water\nClosed, filling, level, open',
    'Exercise 2: interlocks\nNever both gates\nProve it with a property test',
    'Exercise 3: the operator\nAlarm fatigue is a design fault',
  ],
  rust: [
    'Salt, Rust and Observability',
    'Corrosion is a slow alert\nTrend the slope, not the level',
    'Traces from an engine room\nBaggage that survives a restart\nnote: Show the oily laptop.',
  ],
  buoy: [
    'The Buoy Project\nSmall beacons for large fleets',
    'Architecture\nA beacon is a process and a promise\nGossip at low tide, quorum at high tide',
    'Roadmap\nFewer flags\nA second maintainer on every module',
  ],
  undersea: [
    'Repairing an Undersea Cable Over the Network\nWhat the trawler took',
    'Find the break\nReflectometry gives metres\nThe splice takes a day',
  ],
  mirror: [
    'Mirrors in the Lighthouse\nA registry that works offline',
    'Pull-through, then pin\nDigest first, tag never',
  ],
} as const satisfies Record<string, readonly string[]>;

/** A file of one of the decks, under any name and in any folder. */
export function deck(folder: string, name: string, slides: keyof typeof SLIDES, label?: string): SiteFile {
  return {
    folder,
    name,
    ...(label === undefined ? {} : { label }),
    // By the deck's own name, so that two sessions can share one and the same file.
    body: () => deckFor(`${slides}.${/[^.]*$/.exec(name)?.[0]}`, SLIDES[slides]),
  };
}
