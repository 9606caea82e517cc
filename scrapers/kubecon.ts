/**
 * KubeCon + CloudNativeCon and the events beside it, all on Sched. A Sched sub-domain is free text, so each was seen on a real
 * page or link; days are those that the schedule holds. Virtual editions have no city, and their schedules' zone is not
 * known for certain: the offset comes from the schedule itself.
 *
 * Left out, because no schedule of theirs was seen: North America and the co-located events of 2026, China, India and Japan
 * of 2026 (`kccncna2026` is only a guess by the pattern), the co-located events before 2019.
 */
import type { Edition } from '../src/model/edition.ts';
import { slug } from '../src/model/text.ts';

type Region = 'eu' | 'na' | 'cn' | 'in' | 'jp';

const REGIONS: Readonly<Record<Region, string>> = {
  eu: 'Europe',
  na: 'North America',
  cn: 'China',
  in: 'India',
  jp: 'Japan',
};

type Place = readonly [city: string, country: string, timeZone: string] | null;

const VIRTUAL: Place = null;
const SAN_FRANCISCO: Place = ['San Francisco', 'United States', 'America/Los_Angeles'];
const LONDON: Place = ['London', 'United Kingdom', 'Europe/London'];
const SEATTLE: Place = ['Seattle', 'United States', 'America/Los_Angeles'];
const BERLIN: Place = ['Berlin', 'Germany', 'Europe/Berlin'];
const AUSTIN: Place = ['Austin', 'United States', 'America/Chicago'];
const COPENHAGEN: Place = ['Copenhagen', 'Denmark', 'Europe/Copenhagen'];
const SHANGHAI: Place = ['Shanghai', 'China', 'Asia/Shanghai'];
const BARCELONA: Place = ['Barcelona', 'Spain', 'Europe/Madrid'];
const SAN_DIEGO: Place = ['San Diego', 'United States', 'America/Los_Angeles'];
const LOS_ANGELES: Place = ['Los Angeles', 'United States', 'America/Los_Angeles'];
const VALENCIA: Place = ['Valencia', 'Spain', 'Europe/Madrid'];
const DETROIT: Place = ['Detroit', 'United States', 'America/Detroit'];
const AMSTERDAM: Place = ['Amsterdam', 'Netherlands', 'Europe/Amsterdam'];
const CHICAGO: Place = ['Chicago', 'United States', 'America/Chicago'];
const PARIS: Place = ['Paris', 'France', 'Europe/Paris'];
const HONG_KONG: Place = ['Hong Kong', 'China', 'Asia/Hong_Kong'];
const SALT_LAKE_CITY: Place = ['Salt Lake City', 'United States', 'America/Denver'];
const DELHI: Place = ['Delhi', 'India', 'Asia/Kolkata'];
const ATLANTA: Place = ['Atlanta', 'United States', 'America/New_York'];
const TOKYO: Place = ['Tokyo', 'Japan', 'Asia/Tokyo'];
const HYDERABAD: Place = ['Hyderabad', 'India', 'Asia/Kolkata'];

const KUBECON = 'KubeCon + CloudNativeCon';
const WITH_OSS = 'KubeCon + CloudNativeCon + Open Source Summit';

/** `10-24..10-28`, or one day, `10-24`. */
type Days = string;

/** One edition: its slug is the series, region and year (and what tells it from another of that year). */
function on(edition: string, event: string, name: string, year: number, days: Days, place: Place): Edition {
  const [first = '', last = first] = days.split('..');
  const facts = { name, startsOn: `${year}-${first}`, endsOn: `${year}-${last}` };
  return {
    slug: edition,
    series: edition.replace(/-(?:eu|na|cn|in|jp)-\d{4}.*$/u, ''),
    platform: 'sched',
    url: `https://${event}.sched.com/`,
    facts: place === null ? facts : { ...facts, city: place[0], country: place[1], timeZone: place[2] },
    // `Title [I] - A & B, Google` since Berlin 2017; before, and in Chinese, the speaker blocks decide.
    titles: { people: year < 2017 || edition.endsWith('-zh') ? 'unknown' : 'after_dash' },
  };
}

/** `KubeCon + CloudNativeCon Europe 2018`. */
function main(region: Region, year: number, event: string, days: Days, place: Place, name = KUBECON): Edition {
  return on(`kubecon-${region}-${year}`, event, `${name} ${REGIONS[region]} ${year}`, year, days, place);
}

/** The same in another language, with a schedule of its own. */
function inChinese(year: number, event: string, days: Days, place: Place, name = KUBECON): Edition {
  return on(`kubecon-cn-${year}-zh`, event, `${name} China ${year} (Chinese)`, year, days, place);
}

/** All that the CNCF hosts in the days before, in one schedule since 2023. */
function colocated(region: Region, year: number, event: string, days: Days, place: Place): Edition {
  const name = `CNCF-hosted Co-located Events ${REGIONS[region]} ${year}`;
  return on(`kubecon-${region}-${year}-colocated`, event, name, year, days, place);
}

/** An event beside KubeCon with a schedule of its own: `servicemeshcon-na-2019`. */
function beside(name: string, region: Region, year: number, event: string, days: Days, place: Place): Edition {
  return on(`${slug(name)}-${region}-${year}`, event, `${name} ${REGIONS[region]} ${year}`, year, days, place);
}

const kubecons: readonly Edition[] = [
  main('na', 2015, 'kubecon2015', '11-09..11-11', SAN_FRANCISCO, 'KubeCon'),
  main('eu', 2016, 'kubeconeurope2016', '03-10..03-11', LONDON, 'KubeCon'),
  main('na', 2016, 'cnkc16', '11-08..11-09', SEATTLE),
  main('eu', 2017, 'cloudnativeeu2017', '03-29..03-30', BERLIN),
  main('na', 2017, 'kccncna17', '12-06..12-08', AUSTIN),
  main('eu', 2018, 'kccnceu18', '05-02..05-04', COPENHAGEN),
  main('cn', 2018, 'kccncchina2018english', '11-13..11-15', SHANGHAI),
  inChinese(2018, 'kccncchina2018chinese', '11-13..11-15', SHANGHAI),
  main('na', 2018, 'kccna18', '12-10..12-13', SEATTLE),
  main('eu', 2019, 'kccnceu19', '05-19..05-23', BARCELONA),
  main('cn', 2019, 'kccncosschn19eng', '06-24..06-26', SHANGHAI, WITH_OSS),
  inChinese(2019, 'kccncosschn19chi', '06-24..06-26', SHANGHAI, WITH_OSS),
  main('na', 2019, 'kccncna19', '11-18..11-21', SAN_DIEGO),
  main('cn', 2020, 'cnosvschina20eng', '07-30..08-01', VIRTUAL, 'Cloud Native + Open Source Virtual Summit'),
  inChinese(2020, 'cnosvschina20cn', '07-30..08-01', VIRTUAL, 'Cloud Native + Open Source Virtual Summit'),
  main('eu', 2020, 'kccnceu20', '08-17..08-20', VIRTUAL),
  main('na', 2020, 'kccncna20', '11-17..11-20', VIRTUAL),
  main('eu', 2021, 'kccnceu2021', '05-03..05-07', VIRTUAL),
  main('na', 2021, 'kccncna2021', '10-11..10-15', LOS_ANGELES),
  main('cn', 2021, 'kccncosschn21', '12-09..12-10', VIRTUAL, WITH_OSS),
  main('eu', 2022, 'kccnceu2022', '05-16..05-20', VALENCIA),
  main('na', 2022, 'kccncna2022', '10-24..10-28', DETROIT),
  main('eu', 2023, 'kccnceu2023', '04-17..04-21', AMSTERDAM),
  main('cn', 2023, 'kccncosschn2023', '09-26..09-28', SHANGHAI, WITH_OSS),
  main('na', 2023, 'kccncna2023', '11-06..11-09', CHICAGO),
  main('eu', 2024, 'kccnceu2024', '03-19..03-22', PARIS),
  main('cn', 2024, 'kccncossaidevchn2024', '08-21..08-23', HONG_KONG, `${WITH_OSS} + AI_dev`),
  main('na', 2024, 'kccncna2024', '11-12..11-15', SALT_LAKE_CITY),
  main('in', 2024, 'kccncin2024', '12-11..12-12', DELHI),
  main('eu', 2025, 'kccnceu2025', '04-01..04-04', LONDON),
  main('cn', 2025, 'kccncchn2025', '06-10..06-11', HONG_KONG),
  main('jp', 2025, 'kccncjpn2025', '06-16..06-17', TOKYO),
  main('in', 2025, 'kccncin2025', '08-06..08-07', HYDERABAD),
  main('na', 2025, 'kccncna2025', '11-11..11-13', ATLANTA),
  main('eu', 2026, 'kccnceu2026', '03-22..03-27', AMSTERDAM),
];

const colocatedEvents: readonly Edition[] = [
  colocated('eu', 2023, 'colocatedeventseu2023', '04-18', AMSTERDAM),
  colocated('na', 2023, 'colocatedeventsna2023', '11-06', CHICAGO),
  colocated('eu', 2024, 'colocatedeventseu2024', '03-19', PARIS),
  colocated('na', 2024, 'colocatedeventsna2024', '11-11..11-12', SALT_LAKE_CITY),
  colocated('eu', 2025, 'colocatedeventseu2025', '04-01', LONDON),
  colocated('na', 2025, 'colocatedeventsna2025', '11-10', ATLANTA),
  colocated('eu', 2026, 'colocatedeventseu2026', '03-22..03-23', AMSTERDAM),
];

const singleEvents: readonly Edition[] = [
  beside('Kubernetes Contributor Summit', 'na', 2019, 'kcsna2019', '11-17..11-18', SAN_DIEGO),
  beside('ServiceMeshCon', 'na', 2019, 'servicemeshcon2019', '11-18', SAN_DIEGO),
  beside('EnvoyCon', 'na', 2019, 'envoycon2019', '11-18', SAN_DIEGO),
  beside('Observability Practitioners Summit', 'na', 2019, 'ops2019', '11-18', SAN_DIEGO),
  beside('Serverless Practitioners Summit', 'na', 2019, 'spsna19', '11-18', SAN_DIEGO),
  beside('ServiceMeshCon', 'eu', 2020, 'servicemeshconeu20', '08-17', VIRTUAL),
  beside('Serverless Practitioners Summit', 'eu', 2020, 'spseu20', '08-17', VIRTUAL),
  beside('Cloud Native Security Day', 'eu', 2020, 'cnsdeu20', '08-17', VIRTUAL),
  beside('Cloud Native Security Day', 'na', 2020, 'cnsdna20', '11-17', VIRTUAL),
  beside('OpenTelemetry Community Day', 'na', 2020, 'otcdna20', '11-17', VIRTUAL),
  beside('ServiceMeshCon', 'na', 2020, 'smcna20', '11-17', VIRTUAL),
  beside('Production Identity Day', 'na', 2020, 'spiffespiredayna20', '11-17', VIRTUAL),
  beside('Cloud Native Rust Day', 'eu', 2021, 'cloudnativerustdayeu21', '05-03', VIRTUAL),
  beside('Magma Day', 'eu', 2021, 'magmadayeu21', '05-03', VIRTUAL),
  on('promcon-eu-2021', 'promcononline2021', 'PromCon Online 2021', 2021, '05-03', VIRTUAL),
  beside('Cloud Native Wasm Day', 'eu', 2021, 'cloudnativewasmeu21', '05-04', VIRTUAL),
  beside('Cloud Native Security Day', 'eu', 2021, 'cnsecuritydayeu21', '05-04', VIRTUAL),
  beside('Crossplane Community Day', 'eu', 2021, 'crossplanedayeu21', '05-04', VIRTUAL),
  beside('FluentCon', 'eu', 2021, 'fluentconeu21', '05-04', VIRTUAL),
  beside('Kubernetes AI Day', 'eu', 2021, 'kubenetesaidayeu21', '05-04', VIRTUAL),
  beside('Kubernetes on Edge Day', 'eu', 2021, 'kubenetesedgedayeu21', '05-04', VIRTUAL),
  beside('ServiceMeshCon', 'eu', 2021, 'servicemeshconeu21', '05-04', VIRTUAL),
  beside('Cloud Native eBPF Day', 'na', 2021, 'cloudnativeebpfdayna21', '10-11', LOS_ANGELES),
  beside('EnvoyCon', 'na', 2021, 'envoyconna21', '10-11', LOS_ANGELES),
  beside('PromCon', 'na', 2021, 'promconna21', '10-11', LOS_ANGELES),
  beside('SupplyChainSecurityCon', 'na', 2021, 'supplychainsecurityconna21', '10-11', LOS_ANGELES),
  // Together with the Open Networking & Edge Summit.
  beside('Kubernetes on Edge Day', 'na', 2021, 'onesummit2021', '10-11..10-12', LOS_ANGELES),
  beside('Cloud Native DevX Day', 'na', 2021, 'cloudnativedevxdayna21', '10-12', LOS_ANGELES),
  beside('CloudNativeSecurityCon', 'na', 2021, 'cloudnativesecurityconna21', '10-12', LOS_ANGELES),
  beside('Cloud Native Wasm Day', 'na', 2021, 'cloudnativewasmdayna21', '10-12', LOS_ANGELES),
  beside('GitOpsCon', 'na', 2021, 'gitopsconna21', '10-12', LOS_ANGELES),
  beside('Kubernetes AI Day', 'na', 2021, 'kubernetesaidayna21', '10-12', LOS_ANGELES),
  beside('ServiceMeshCon', 'na', 2021, 'servicemeshconna21', '10-12', LOS_ANGELES),
  beside('Cloud Native eBPF Day', 'eu', 2022, 'cloudnativeebpfdayeu22', '05-16', VALENCIA),
  beside('Cloud Native Wasm Day', 'eu', 2022, 'cloudnativewasmdayeu22', '05-16', VALENCIA),
  beside('CloudNativeSecurityCon', 'eu', 2022, 'cloudnativesecurityconeu22', '05-16..05-17', VALENCIA),
  beside('Kubernetes AI Day', 'eu', 2022, 'kubernetesaidayeu22', '05-16', VALENCIA),
  beside('GitOpsCon', 'eu', 2022, 'gitopsconeu22', '05-17', VALENCIA),
  beside('KnativeCon', 'eu', 2022, 'knativeconeu22', '05-17', VALENCIA),
  beside('Kubernetes Batch + HPC Day', 'eu', 2022, 'kubernetesbatchdayeu22', '05-17', VALENCIA),
  beside('Kubernetes on Edge Day', 'eu', 2022, 'kubernetesonedgedayeu22', '05-17', VALENCIA),
  beside('Prometheus Day', 'eu', 2022, 'prometheusdayeu22', '05-17', VALENCIA),
  beside('ServiceMeshCon', 'eu', 2022, 'servicemeshconeu22', '05-17', VALENCIA),
  beside('Cloud Native eBPF Day', 'na', 2022, 'cloudnativeebpfdayna22', '10-24', DETROIT),
  beside('Cloud Native Telco Day', 'na', 2022, 'cloudnativetelcodayna22', '10-24', DETROIT),
  beside('Cloud Native Wasm Day', 'na', 2022, 'cloudnativewasmdayna22', '10-24', DETROIT),
  beside('CloudNativeSecurityCon', 'na', 2022, 'cloudnativesecurityconna22', '10-24..10-25', DETROIT),
  beside('KnativeCon', 'na', 2022, 'knativeconna22', '10-24', DETROIT),
  beside('Kubernetes Batch + HPC Day', 'na', 2022, 'kubernetesbatchdayna22', '10-24', DETROIT),
  beside('Open Observability Day', 'na', 2022, 'openobservabilitydayna22', '10-24', DETROIT),
  beside('GitOpsCon', 'na', 2022, 'gitopsconna22', '10-25', DETROIT),
  beside('Kubernetes AI Day', 'na', 2022, 'kubernetesaidayna22', '10-25', DETROIT),
  beside('Kubernetes on Edge Day', 'na', 2022, 'kubernetesonedgedayna22', '10-25', DETROIT),
  beside('ServiceMeshCon', 'na', 2022, 'servicemeshconna22', '10-25', DETROIT),
  beside('IstioCon', 'cn', 2023, 'istioconchina2023', '09-26', SHANGHAI),
  beside('WasmCon', 'na', 2024, 'wasmcon24', '11-11..11-12', SALT_LAKE_CITY),
  beside('CNCF Maintainer Summit', 'eu', 2025, 'cncfmaintainersummiteu2025', '03-31', LONDON),
  beside('CNCF Maintainer Summit', 'na', 2025, 'cncfmaintainersummitna2025', '11-09', ATLANTA),
];

/** Every known edition of KubeCon + CloudNativeCon and of the events beside it. */
export const kubecon: readonly Edition[] = [...kubecons, ...colocatedEvents, ...singleEvents];
