import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trialConference } from '../cli/trial-conference.ts';
import { deckhand } from '../setup/command-line.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';
import { fromCorpus } from '../sites/sched/from-corpus.ts';
import { type Site, startSite } from '../sites/sched/site.ts';

/** What an engineer's trip report listed, day by day, line by line; the key of each talk in the schedule; whether it has a deck. */
const REPORT: Readonly<Record<string, readonly (readonly [line: string, key: string, hasDeck: boolean])[]>> = {
  'Day 1 (2 May 2018)': [
    ['Introduction to Istio Configuration - Joy Zhang, Google (Beginner Skill Level)', 'DqvL', true],
    [
      'Practical and Useful Latency Analysis using Istio and OpenCenus - Varun Talwar, Stealth Startup & Morgan McLean, Google (Intermediate Skill Level)',
      'Dqu4',
      true,
    ],
    [
      'Replacing NGINX with Envoy in a Traffic Control System - Mark McBride, Turbine Labs, Inc (Advanced Skill Level)',
      'DquZ',
      true,
    ],
    [
      'Building Hybrid Clouds with Istio - Allan Naim, Google & Rohit Agarwalla, Cisco (Intermediate Skill Level)',
      'Dquc',
      false,
    ],
    [
      'Performance and Scale @ Istio Service Mesh - Fawad Khaliq, VMware Inc, Laurent Demailly, Google & Surya V Duggirala, IBM (Intermediate Skill Level)',
      'Dquf',
      true,
    ],
    ['Jenkins X: Easy CI/CD for Kubernetes - James Strachan, CloudBees (Intermediate Skill Level)', 'Dquk', false],
  ],
  'Day 2 (3 May 2018)': [
    [
      'How to Get a Service Mesh Into Prod without Getting Fired - William Morgan, Buoyant, Inc (Any Skill Level)',
      'Dqtz',
      true,
    ],
    [
      "Kubernetes and the CNI: Where We Are and What's Next - Casey Callendrello, CoreOS (Intermediate Skill Level)",
      'Dquw',
      true,
    ],
    [
      'GitOps for Istio - Manage Istio Config like Code - Varun Talwar, Stealth Startup & Alexis Richardson, WeaveWorks (Intermediate Skill Level)',
      'DqvQ',
      false,
    ],
    [
      'Global Container Networks on Kubernetes at DigitalOcean - Andrew Sy Kim, DigitalOcean (Intermediate Skill Level)',
      'Dqv8',
      true,
    ],
    ['CNI Intro – Bryan Boreham, Weaveworks & Casey Callendrello, CoreOS (Any Skill Level)', 'Dro2', false],
  ],
  'Day 3 (4 May 2018)': [
    ['Kubernetes Storage Lingo 101 - Saad Ali, Google (Beginner Skill Level)', 'Dqvi', false],
    [
      'Using Kubernetes Local Storage for Scale-Out Storage Services in Production - Michelle Au, Google & Ian Chakeres, Salesforce (Intermediate Skill Level)',
      'Dqvc',
      true,
    ],
    [
      'Container Storage Interface: Present and Future - Jie Yu, Mesosphere, Inc. (Intermediate Skill Level)',
      'Dqvo',
      true,
    ],
    [
      'Istio Tells me my Service has Slow Response Time, Now What? - Endre Sara & Enlin Xu, Turbonomic (Any Skill Level)',
      'DqwK',
      true,
    ],
    [
      'Everything you Need to Know about Using GPUs with Kubernetes - Rohit Agarwal, Google (Intermediate Skill Level)',
      'DqwP',
      true,
    ],
    ['Vitess and a Kubernetes Operator - Sugu Sougoumarane, YouTube (Intermediate Skill Level)', 'Dqw6', true],
  ],
};

/** Where the report misspells what the schedule has, the schedule counts. */
const AS_PUBLISHED = (line: string): string => line.replace('OpenCenus', 'OpenCensus');

/** `[deck](address)` and its like behind a line. */
const LINKS = /(?: \[(?:deck|video)(?: \d+)?\]\([^)]*\))+$/;

describeCorpus('The trip report of KubeCon + CloudNativeCon Europe 2018, exported from an archive of a replica', () => {
  let site: Site;
  let data: string;
  const run = (...args: string[]) => deckhand([...args, '--data', data]);
  const keys = Object.values(REPORT).flatMap((talks) => talks.map(([, key]) => key));

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'deckhand-report-'));
    site = await startSite(fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json')));
    const hosts = ['--allow-host', new URL(site.filesOrigin).host, '--pace', '0', '--connections', '4'];
    const { code } = await run('archive', site.origin, '--as', 'kubecon-eu-2018', '--quiet', ...hosts);
    expect(code).toBe(0);
  });
  afterAll(async () => {
    await site.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('has each of the 17 talks in a line as published, under its day, and nothing else', async () => {
    const { code, stdout } = await run('export', 'markdown', 'kubecon-eu-2018', '--key', ...keys);
    expect(code).toBe(0);
    const [head = '', ...days] = stdout.split('\n## ');
    expect(head).toBe('# KubeCon + CloudNativeCon Europe 2018\n\n2 to 4 May 2018, Copenhagen, Denmark\n');
    const found = Object.fromEntries(
      days.map((day) => {
        const [heading = '', ...lines] = day.trimEnd().split('\n');
        return [heading, lines.filter((line) => line !== '').map((line) => line.slice(2).replace(LINKS, ''))];
      }),
    );
    expect(Object.keys(found)).toEqual(Object.keys(REPORT));
    for (const [day, talks] of Object.entries(REPORT)) {
      // The report has them as they were visited; the times of the replica are made.
      expect(found[day]?.toSorted()).toEqual(talks.map(([line]) => AS_PUBLISHED(line)).toSorted());
    }
  });

  it('links the decks of the twelve that have one', async () => {
    const { stdout } = await run('export', 'markdown', '--key', ...keys);
    const lines = stdout.split('\n').filter((line) => line.startsWith('- '));
    const linked = lines.filter((line) => / \[deck\]\(http:\/\/127\.0\.0\.1:\d+\/\S+\)/.test(line));
    const expected = Object.values(REPORT).flatMap((talks) =>
      talks.filter(([, , hasDeck]) => hasDeck).map(([line]) => `- ${AS_PUBLISHED(line)}`),
    );
    expect(linked.map((line) => line.replace(LINKS, '')).toSorted()).toEqual(expected.toSorted());
    expect(linked).toHaveLength(12);
  });

  it('is a query as well: what was said of Istio on the first day', async () => {
    const { stdout } = await run('export', 'markdown', '--search', 'istio', '--day', '2018-05-02');
    for (const [line] of REPORT['Day 1 (2 May 2018)']?.filter(([line]) => line.includes('Istio')) ?? []) {
      expect(stdout).toContain(`- ${AS_PUBLISHED(line)}`);
    }
    expect(stdout).not.toContain('Storage Lingo');
  });

  it('stands as published for every session that has people in its title', async () => {
    const { stdout } = await run('export', 'markdown', 'kubecon-eu-2018');
    const lines = stdout.split('\n').filter((line) => line.startsWith('- '));
    const { stdout: ndjson } = await run('export', 'ndjson', 'kubecon-eu-2018');
    const sessions = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { published_title: string });
    expect(lines).toHaveLength(sessions.length);
    const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
    const verbatim = sessions.filter(({ published_title: title }, index) => {
      const shown = (lines[index] ?? '').slice(2).replace(LINKS, '').replaceAll('\\', '');
      return plain(title).startsWith(shown);
    });
    expect(verbatim.length / sessions.length).toBeGreaterThan(0.95);
  });

  it('comes with its decks: every stored file under a name of its own that any system takes', async () => {
    const directory = join(data, 'tree');
    const { code, stdout } = await run('export', 'decks', '--output', directory, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ copied: 219, beside: [], missing: [] });
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(directory, path)).isFile(),
    );
    expect(names).toHaveLength(219);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(219);
    expect(names).toContain(join('kubecon-eu-2018', '2018-05-02 Introduction to Istio Configuration - Joy Zhang.pdf'));
  });
});

/** The lines of the summit the day before, in the one form that an export has for every line. */
const SUMMIT = [
  'Introduction - Steven Tan, OpenSDS TSC Chair, Huawei',
  'OpenSDS Aruba Release For OpenStack & Containers - Rakesh Jain, OpenSDS TSC Vice-Chair, IBM',
  'Data Mobility For Hybrid Cloud Transformation - Kei Kusunoki, NTT Communications',
  'OpenSDS 101: Introduction and Contribution Primer - Xing Yang & Sean McGinnis, Huawei',
  'What is the Container Storage Interface (CSI) - Saad Ali, Google',
  'LINSTOR: Reliable Storage for HA, DR, Clouds, and Containers - Philip Reisner, Linbit',
  'Managing and Protecting Persistent Volumes For Kubernetes - Xing Yang, Huawei',
  'SNIA Swordfish: Scalable Storage Management - Alex McDonald NetApp, SNIA',
  'Storage Design & Operations for Hyperscale Environment - Yusuke Sato, Yahoo Japan',
  'Storage Intelligence For The Data Center - Allen Samuels, Western Digital',
  'The KPN Managed Hybrid Cloud DataExchange - Wim Jacobs, KPN',
];

describeCorpus('The trip report of the OpenSDS Mini Summit 2018, exported from its agenda', () => {
  it('has the eleven talks, `(by Person, Company)` in the form of the others', async () => {
    const trial = await trialConference({ conference: fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json')) });
    await trial.json('archive', `${trial.site.origin}/event/EBoD`, '--as', 'opensds-mini-summit-2018');
    const saved = fileURLToPath(new URL('pages/storage-summit-report.html', import.meta.url));
    await trial.json('crawl', 'opensds-mini-summit-2018', '--from', saved);
    const { stdout } = await trial.run('export', 'markdown', 'opensds-mini-summit-2018');
    const [head, ...lines] = stdout.split('\n- ').map((line) => line.trim());
    expect(head).toBe('# OpenSDS Mini Summit 2018\n\n1 May 2018, Copenhagen, Denmark\n\n## Day 1 (1 May 2018)');
    expect(lines.map((line) => line.split('\n')[0] ?? '').toSorted()).toEqual(SUMMIT.toSorted());
  });
});
