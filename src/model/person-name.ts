import { isJobTitle } from './position.ts';

/**
 * Small words inside names, in lower case: `Ad van der Veer`, `Sebastiaan van 't Erve`, `Franziska von der Goltz`.
 */
export const PARTICLES: ReadonlySet<string> = new Set(
  `van von der den de del della di da do dos du la le el al bin ibn ben abu ter ten te zu zum zur y e i 't`.split(' '),
);

/** Before or after a name and no part of its shape. */
export const HONORIFIC = /^(?:dr|prof|mr|mrs|ms|sir)\.?$/iu;
/** Behind a name: `Jr.`, `III`, `PhD`. */
export const SUFFIX = /^(?:jr|sr|ii|iii|iv|ph\.?d|md|msc|mba)\.?$/iu;

/**
 * Capital letters inside a surname: `McGee`, `DuMars`, `vonThenen`, `O'Dell`. Elsewhere they are the mark of a brand
 * (`NetApp`).
 */
const SURNAME_PREFIX = /^(?:mc|mac|de|del|des|di|da|du|la|le|van|von|fitz|o|st|ap|ten|ter|bin)$/iu;

/** Words of companies and bodies, never of people. */
const CORPORATE = new Set(
  `ab aerospace ag aktiengesellschaft alliance and association authority bank banque bv capital center centre cie cloud
  club co college committee community company computing conference consortium consultancy consulting coop
  cooperative corp corporation council defence defense department digital edition energy enterprise enterprises
  entertainment european federal finance financial foundation fund games gmbh government group holding holdings
  hospital inc incorporated india industries infrastructure innovation institute interactive international
  investment it-beratung japan lab laboratories laboratory labs limited llc llp ltd management media ministry mobile
  motors museum national network networks online open openstack organisation organization partners payments plc
  polytechnic project retail robotics school sdn security semiconductor services society software solutions source
  space startup startups state studio studios swarm system systems tech technologies technology telecom telekom
  times toc trust tsc university ventures web wg`.split(/\s+/u),
);

/**
 * Companies whose names have the shape of a person's, so that no rule can tell: `A, Red Hat & B, X` beside `A, B Smith
 * & C, X`. Only well-known ones of two words that are neither brands nor phrases.
 */
const NAMELIKE_COMPANIES = new Set([
  'red hat',
  'novo nordisk',
  'morgan stanley',
  'goldman sachs',
  'wells fargo',
  'hewlett packard',
  'jane street',
  'booz allen',
  'sopra steria',
  'palo alto',
  'riot games',
  'lunar way',
]);

/** `Banque Pictet & Cie SA`, `Zenior AS`: legal forms that are words or syllables elsewhere. */
const LEGAL_END = / (?:AS|KG|LP|NV|OY|PC|SA|SAS|SE|SPA|SRL)$/u;

/**
 * Common words of titles. One of them in a part makes it a phrase, not a name. Words that are also frequent names are
 * left out.
 */
const COMMON = new Set(
  `a about access action adding advanced adventures after against age agent agentic agents ai aiming all amazon america
  any api apis app application applications apps architecture are as ask at auditorium automated automation
  availability backend baggage ballroom based basic basics be beginners behind better beyond big biggest binding birds
  bof booth boundaries break breaking bridge bug build building built business but by challenge challenges change
  changing chaos cheap claim closing cluster clusters code coding coffee collaboration common complete complexity
  compliance config configuration connecting container containers continuous contributor control cost costs create
  creating culture custom data database databases dating days deeper defined delivery demo deploy deploying deployment
  deployments design developer developers development devops dig discussion distributed dive docs documentation doors
  driven easy ecosystem edge effective efficient end engine engineering enterprise environment envoy essential event
  events every everyone everything evolution evolving exhibit exhibition experience expert exploring expo extending
  faster fault feature features final finding first five fix fixed for forum four foyer framework free from full fun
  functions future gaming gateway get getting giant global goes going google guide hands hat hello help here hiding
  history hour how hunting hybrid idea image images improving in inside integrating integration intelligence intro
  introducing introduction is isolation istio it its join journey junior just keynote kubernetes landing language large
  latest launch layer lead leap learn learned learning lessons let level life lightning like linux live load lobby
  logging logs lunch machine made maintainer make making managed management managing many map mass maturity me meet
  meeting memory mesh metrics microservices microsoft migrating migration mini minimal mining minority model models
  modern monitoring more most multi my mystery naming native need needs networking new next no node nodes not now
  observability of off office on one online onward open opening operating operations operator operators optimization
  oracle orchestration other our out over overview own packet panel pass past path patterns people performance
  persistent pinning pipeline pipelines planning platform platforms playbook plugin plugins policy portal powered
  practical practice practices primer principles privacy private pro problem process product production products
  program programming project projects protecting protocol provider providing public q quality question questions quiet
  rating ready real reality really red reliability reliable remarks report reports required requirement research
  resilience resource response return review riding right roadmap role room routing rules run running runtime safe
  scalable scale scaling science secret secrets secure securing security sending senior series server serverless
  service services session share shared sharing shift showcase sig signup simple simplifying six slides social software
  solution solving some source sponsor sponsored stack staff standard standards started starting state stateful
  stateless storage stories storing story strategies strategy stream streaming success summit supply support survey
  system systems take tale tales talk talks taming team teams telemetry terrace test testing that the their them theory
  these they things think this thoughts three through time timing tips to together tool tooling tools top total towards
  tracing track tracks traffic training transformation trends tricks troubleshooting true trust tuning tutorial two
  ultimate understanding unified universal unlocking up update updates usage use user users using value vault version
  very via virtual vision visualizing volume voting vs way ways we web welcome what when where which while who why
  winning with without work workflow workflows working workload workloads workshop world writing yaml year years your
  zero`.split(/\s+/u),
);

/** Ends of English abstract nouns and adjectives; a name that has one is rare, a phrase without one too. */
const ABSTRACT =
  /.{4}(?:tion|tions|ment|ments|ness|ility|ization|isation|ology|ware|less|ships?|izing|ising|ating|able|ible)$/iu;

/**
 * `Hall B`, `Room West`, `Exhibit Hall`, `Part I`: places and parts. A surname `Hall` has another word before it.
 */
const PLACE =
  /^(?:(?:hall|room|stage|level|foyer|floor|track|building|part|teil) (?:\p{Lu}|[IVX]+|north|south|east|west)|(?:main|grand|great|central|upper|lower|north|south|east|west|dining|banquet|concert|convention|town|city) (?:hall|room|stage|foyer))$/iu;

/** `A Comparison`, `An Odyssey`, `Die Lernzielkontrolle`; never `An Nguyen`. */
const ARTICLE = /^(?:a (?![aeio])|an (?=[aeiou])|(?:the|der|die|das|eine?|les|los|las|une) )/iu;

/** `Bridging Dev`, `Harnessing Apple`: a phrase that opens with a verb. Names that end so are excepted below. */
const GERUND = /^\p{Lu}\p{Ll}+ing(?= )/u;

/** Given names of two syllables in pinyin: `Shuting`, `Xiaoming`, `Liping`. */
const PINYIN =
  /^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:i?ao|u?ai|[eu]i|ou|i[eu]|u[eo]|[iu]?an?g?|[ei]ng?|i?ong|un|[eiou])[bpmdtnljqxy]ing$/iu;
const GIVEN_IN_ING = new Set(
  'channing erling ewing fielding fleming flemming golding harding hemming henning irving keating manning sterling'.split(
    ' ',
  ),
);

/** Doubt of an opening that phrases have and names seldom: too much to stand alone. */
const PHRASE_OPENING = 1;

/** Whether the text holds a word that companies and bodies have and people have not. */
export function isCorporate(text: string): boolean {
  const lower = text.toLowerCase();
  return (
    NAMELIKE_COMPANIES.has(lower) ||
    LEGAL_END.test(text) ||
    lower.split(/[^\p{L}\p{N}-]+/u).some((word) => CORPORATE.has(word))
  );
}

/** Whether the text holds a common word of titles. */
export function isPhrase(text: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => COMMON.has(word));
}

/** `NetApp`, `InfluxData`: capitals inside a word, and no surname. */
export function isBrand(word: string): boolean {
  const inner = /^(?<head>\p{Lu}?\p{Ll}+)\p{Lu}/u.exec(word)?.groups?.['head'];
  return inner !== undefined && !SURNAME_PREFIX.test(inner);
}

/** `IBM`, `SNIA`, `IT-Beratung`: two to four capitals, not a Roman number. */
export function isAcronym(word: string): boolean {
  return /^\p{Lu}{2,4}(?:-\p{L}+)?$/u.test(word) && !SUFFIX.test(word);
}

/**
 * Scripts without capitals: a name of Han or Hangul is one word of two to five letters, one of kana may be longer.
 */
const CASELESS = /^[\p{Lo}\p{M}・·ー]+$/u;

/** Doubt from which on a part is no name, whatever stands beside it. */
export const NO_NAME = 3;

/** The least doubt of a single word: a name only beside a company (`Flynn, Datawire`). */
const SINGLE_WORD = 2.5;

/**
 * What speaks against the text being a person's name: 0 nothing, up to 0.5 it can stand alone, below `NO_NAME` it is
 * one beside a company, above it is none. Names are two to five capitalised words with particles and initials,
 * nicknames in quotes or brackets, in any script; never digits, brands, occupations, companies or common words.
 */
export function nameDoubt(text: string): number {
  if (text.length > 80 || /[\p{N}!?:;@/\\#<>=+*|_%$€^~{}[\]]/u.test(text) || unbalanced(text)) return Infinity;
  if (/ [-–—] |^[-–—]|[-–—]$/u.test(text) || isCorporate(text)) return Infinity;
  if (PLACE.test(text)) return Infinity;
  if (isJobTitle(text)) return isNamedLikeAJob(text) ? 2 : Infinity;
  const tokens = text
    .replace(/["“”„«»()]/gu, ' ')
    .split(' ')
    .filter(
      (token) => token !== '' && token !== "'" && !HONORIFIC.test(token) && !SUFFIX.test(token.replace(/,$/u, '')),
    );
  const capitals = tokens.filter((token) => /^\p{Lu}{2,}$/u.test(token)).length;
  let doubt = capitals === tokens.length && capitals > 1 ? 0.5 : capitals * 1.5;
  if (opensLikeAPhrase(text)) doubt += PHRASE_OPENING;
  let count = 0;
  for (const [index, token] of tokens.entries()) {
    if (PARTICLES.has(token) && index < tokens.length - 1) continue;
    count += 1;
    doubt += tokenDoubt(token);
  }
  if (count === 1) doubt += CASELESS.test(tokens[0] ?? '') ? 0 : SINGLE_WORD;
  return doubt + ([Infinity, 0, 0, 0, 0, 0.5, 1][count] ?? Infinity);
}

function tokenDoubt(token: string): number {
  if (/^(?:\p{Lu}\.)+\p{Lu}?$|^\p{Lu}{1,3}$/u.test(token)) return 0;
  if (CASELESS.test(token))
    return token.length >= 2 && token.length <= (/[・ー\p{Script=Katakana}]/u.test(token) ? 20 : 5) ? 0 : 1;
  if (!/^[\p{L}\p{M}'’ʼ.·-]+$/u.test(token)) return Infinity;
  if (/^\p{Ll}/u.test(token)) return isBrand(token) || /\p{Lu}/u.test(token) ? 1 : 2 * NO_NAME;
  const word = token.toLowerCase();
  if (COMMON.has(word) || word.split('-').some((part) => part.length > 2 && COMMON.has(part))) return NO_NAME;
  return (ABSTRACT.test(token) ? 1.5 : 0) + (isBrand(token) ? 0.6 : 0);
}

/** Whether the text opens as phrases do (`A Comparison`, `Bridging Dev`) and as few names: `A Kumar` is one. */
export function opensLikeAPhrase(text: string): boolean {
  const verb = GERUND.exec(text)?.[0];
  return ARTICLE.test(text) || (verb !== undefined && !PINYIN.test(verb) && !GIVEN_IN_ING.has(verb.toLowerCase()));
}

/** `Anu Engineer`: an occupation as a surname, after one word that begins no job title. */
function isNamedLikeAJob(text: string): boolean {
  const [given = '', surname, ...more] = text.split(' ');
  return (
    surname !== undefined &&
    more.length === 0 &&
    /^\p{Lu}\p{Ll}+$/u.test(given) &&
    !isPhrase(given) &&
    !isJobTitle(given)
  );
}

function unbalanced(text: string): boolean {
  return text.split('(').length !== text.split(')').length || text.startsWith(')') || text.endsWith('(');
}

/** Whether the text can be a person's name with nothing beside it. */
export function isName(text: string): boolean {
  return nameDoubt(text) <= 0.5;
}
