import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunReport } from '../../src/jobs/run.ts';
import { deckhand } from '../setup/command-line.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import { fromCorpus } from '../sites/sched/from-corpus.ts';
import { type Site, startSite } from '../sites/sched/site.ts';

/** [title, speakers, level, has a deck] of the talks that one engineer chose, in published spelling. */
const CHOSEN: readonly (readonly [string, string, string | null, boolean])[] = [
  ['Introduction to Istio Configuration', 'Joy Zhang (Google)', 'beginner', true],
  [
    'Practical and Useful Latency Analysis using Istio and OpenCensus',
    'Varun Talwar (Stealth Startup); Morgan McLean (Google)',
    'intermediate',
    true,
  ],
  ['Replacing NGINX with Envoy in a Traffic Control System', 'Mark McBride (Turbine Labs, Inc)', 'advanced', true],
  ['Building Hybrid Clouds with Istio', 'Allan Naim (Google); Rohit Agarwalla (Cisco)', 'intermediate', false],
  [
    'Performance and Scale @ Istio Service Mesh',
    'Fawad Khaliq (VMware Inc); Laurent Demailly (Google); Surya V Duggirala (IBM)',
    'intermediate',
    true,
  ],
  ['Jenkins X: Easy CI/CD for Kubernetes', 'James Strachan (CloudBees)', 'intermediate', false],
  ['How to Get a Service Mesh Into Prod without Getting Fired', 'William Morgan (Buoyant, Inc)', 'any', true],
  ["Kubernetes and the CNI: Where We Are and What's Next", 'Casey Callendrello (CoreOS)', 'intermediate', true],
  [
    'GitOps for Istio - Manage Istio Config like Code',
    'Varun Talwar (Stealth Startup); Alexis Richardson (WeaveWorks)',
    'intermediate',
    false,
  ],
  ['Global Container Networks on Kubernetes at DigitalOcean', 'Andrew Sy Kim (DigitalOcean)', 'intermediate', true],
  ['CNI Intro', 'Bryan Boreham (Weaveworks); Casey Callendrello (CoreOS)', 'any', false],
  ['Kubernetes Storage Lingo 101', 'Saad Ali (Google)', 'beginner', false],
  [
    'Using Kubernetes Local Storage for Scale-Out Storage Services in Production',
    'Michelle Au (Google); Ian Chakeres (Salesforce)',
    'intermediate',
    true,
  ],
  ['Container Storage Interface: Present and Future', 'Jie Yu (Mesosphere, Inc.)', 'intermediate', true],
  [
    'Istio Tells me my Service has Slow Response Time, Now What?',
    'Endre Sara (Turbonomic); Enlin Xu (Turbonomic)',
    'any',
    true,
  ],
  ['Everything you Need to Know about Using GPUs with Kubernetes', 'Rohit Agarwal (Google)', 'intermediate', true],
  ['Vitess and a Kubernetes Operator', 'Sugu Sougoumarane (YouTube)', 'intermediate', true],
];

describeCorpus('KubeCon + CloudNativeCon Europe 2018, archived from a replica of its real programme', () => {
  let site: Site;
  let data: string;

  const rows = (sql: string, ...values: string[]): Record<string, unknown>[] => {
    const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
    try {
      return database.prepare<string[], Record<string, unknown>>(sql).all(...values);
    } finally {
      database.close();
    }
  };
  const archive = async (...flags: string[]): Promise<RunReport> => {
    const hosts = ['--allow-host', new URL(site.filesOrigin).host];
    const pace = ['--pace', '0', '--connections', '4'];
    const { stdout } = await deckhand(
      ['archive', site.origin, '--as', 'kubecon-eu-2018', '--data', data, '--json', ...hosts, ...pace, ...flags],
      { env: { PATH: process.env['PATH'] ?? '' } },
    );
    return JSON.parse(stdout) as RunReport;
  };

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'deckhand-kubecon-'));
    site = await startSite(fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json')), { pageValidators: true });
  });
  afterAll(async () => {
    await site.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('takes two requests for the programme, one for each deck and one for each server’s robots.txt', async () => {
    const report = await archive();
    expect(report.notes).toEqual([]);
    expect(report.exitCode).toBe(0);
    expect(site.requests).toHaveLength(219 + 4);
    expect(report.requests).toBe(219 + 4);
    expect(rows('SELECT count(*) AS n FROM sessions')).toEqual([{ n: 359 }]);
    expect(rows("SELECT count(*) AS n FROM links WHERE origin = 'attachment'")).toEqual([{ n: 219 }]);
    expect(rows('SELECT count(*) AS n, count(DISTINCT path) AS paths FROM deck_overview WHERE is_current = 1')).toEqual(
      [{ n: 219, paths: 219 }],
    );
  });

  it('reads the levels out of the titles and leaves none of the marks in them', () => {
    expect(
      rows('SELECT level, count(*) AS n FROM sessions WHERE level IS NOT NULL GROUP BY level ORDER BY level'),
    ).toEqual([
      { level: 'advanced', n: 14 },
      { level: 'any', n: 86 },
      { level: 'beginner', n: 33 },
      { level: 'intermediate', n: 134 },
    ]);
    expect(
      rows("SELECT title FROM sessions WHERE title LIKE '%Slides Attached%' OR title LIKE '%Skill Level%'"),
    ).toEqual([]);
  });

  it('has looked into every deck: pages, text, and a picture of each page', () => {
    expect(
      rows('SELECT extension, text_state, count(*) AS n, min(pages) AS pages FROM files GROUP BY 1, 2 ORDER BY 1'),
    ).toEqual([
      { extension: 'key', text_state: 'ok', n: 1, pages: 2 },
      // One session's file is a film.
      { extension: 'mov', text_state: 'unsupported', n: 1, pages: null },
      { extension: 'odp', text_state: 'ok', n: 2, pages: 2 },
      { extension: 'pdf', text_state: 'ok', n: 209, pages: 2 },
      { extension: 'pptx', text_state: 'ok', n: 6, pages: 2 },
    ]);
    expect(
      rows(
        `SELECT count(*) AS n FROM files f WHERE f.extension = 'pdf' AND
           ((SELECT count(*) FROM slides d WHERE d.file_id = f.id) <> f.pages OR (SELECT count(*) FROM pictures p WHERE p.file_id = f.id) <> f.pages)`,
      ),
    ).toEqual([{ n: 0 }]);
  });

  it('finds a word that stands on one slide only, and names that slide, its deck and its picture', async () => {
    const { stdout } = await deckhand(['search', 'multicloud_kubecon', '--data', data, '--json']);
    const { slides } = JSON.parse(stdout) as { slides: Record<string, unknown>[] };
    expect(slides).toHaveLength(1);
    const [row] = rows("SELECT * FROM slide_overview WHERE text LIKE '%multicloud_kubecon%'");
    expect(slides.at(0)).toMatchObject({
      conference: 'kubecon-eu-2018',
      sessionKey: row?.['session_key'],
      title: row?.['title'],
      number: row?.['number'],
      path: row?.['path'],
      picture: row?.['picture'],
    });
    for (const path of [row?.['path'], row?.['picture']]) expect(existsSync(join(data, String(path)))).toBe(true);
  });

  it('verifies every stored file', async () => {
    const { code, stdout } = await deckhand(['verify', '--data', data, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: 219, captures: 2, defects: [] });
  });

  it.each(CHOSEN)(
    'finds "%s" by one query, with its people, companies, level and deck',
    (title, speakers, level, hasDeck) => {
      expect(rows('SELECT speakers, level, decks > 0 AS deck FROM session_overview WHERE title = ?', title)).toEqual([
        { speakers, level, deck: Number(hasDeck) },
      ]);
    },
  );

  it('finds the talk on gVisor and the one on an outage', () => {
    const sql =
      'SELECT o.title, o.speakers, o.level, o.kind FROM session_overview o JOIN session_aliases a ON a.alias = ? JOIN sessions s ON s.id = a.session_id AND s.key = o.key';
    expect(rows(sql, 'Dqv1')).toEqual([
      {
        title: 'Container Isolation at Scale (Introducing gVisor)',
        speakers: 'Dawn Chen (Google); Zhengyu He (Google)',
        level: 'intermediate',
        kind: 'talk',
      },
    ]);
    const [monzo] = rows(sql, 'Dsan');
    expect(monzo).toMatchObject({ title: 'Anatomy of a Production Kubernetes Outage', level: null, kind: 'keynote' });
    expect(monzo?.['speakers']).toMatch(/Oliver Beattie \(Monzo Bank\)/);
  });

  it('asks for almost nothing and changes nothing when it is run again', async () => {
    const before = dumpOf((sql) => rows(sql));
    site.requests.splice(0);
    const report = await archive();
    expect(report.exitCode).toBe(0);
    expect(site.requests.map((request) => `${request.path} ${request.status}`)).toEqual([
      '/list/descriptions/ 304',
      '/all.ics 304',
    ]);
    expect(dumpOf((sql) => rows(sql))).toBe(before);
  });

  it('finds the 289 videos with a deep pass', async () => {
    const report = await archive('--deep');
    expect(report.notes).toEqual([]);
    expect(rows("SELECT count(*) AS n FROM links WHERE kind = 'video' AND origin = 'field'")).toEqual([{ n: 289 }]);
    expect(
      rows('SELECT count(*) AS n FROM session_overview WHERE video_url IS NOT NULL').at(0)?.['n'],
    ).toBeGreaterThanOrEqual(289);
    expect(rows('SELECT count(*) AS n FROM changes WHERE field <> ?', 'link')).toEqual([{ n: 0 }]);
  });
});
