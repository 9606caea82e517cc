import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { type Trial, trialConference } from '../cli/trial-conference.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';
import type { SiteConference } from '../sites/sched/conference.ts';
import { fromCorpus } from '../sites/sched/from-corpus.ts';

const SUMMIT = 'opensds-mini-summit-2018';

/** A trip report: eleven of the talks as one who was there wrote them down, without times. */
const REPORT = fileURLToPath(new URL('pages/storage-summit-report.html', import.meta.url));

/** The columns of a row; what is not there is empty. */
function line(row: Record<string, unknown>): string {
  return Object.values(row)
    .map((value) => (typeof value === 'string' ? value : ''))
    .join(' | ');
}

/** `time | title | person | role | company` of the published agenda. */
const AGENDA = [
  '09:00-09:30 | Breakfast Buffet |  |  | ',
  '09:30-09:50 | Welcome and Introduction | Steven Tan | OpenSDS TSC Chair | ',
  '09:50-10:00 | Guest Speaker | Dan Kohn | Executive Director | Cloud Native Computing Foundation',
  '10:00-10:45 | OpenSDS Aruba Release For OpenStack & Containers | Rakesh Jain | OpenSDS TSC Co-Chair | IBM',
  '10:45-11:15 | Our Cloud Storage Design and Motivation for OpenSDS | Kei Kusunoki |  | NTT Communications',
  '11:15-12:00 | OpenSDS 101 - Introduction and Contribution Primer | Sean McGinnis |  | Huawei',
  '12:00-13:30 | Lunch Break (not provided) |  |  | ',
  '13:30-14:00 | What Is The Container Storage Interface (CSI) | Saad Ali |  | Google',
  '14:00-14:30 | Reliable Storage for HA, DR, Clouds and Containers | Philip Reisner |  | Linbit',
  '14:30-15:15 | Managing and Protecting Persistent Volumes For Kubernetes | Xing Yang |  | Huawei',
  '15:15-15:30 | Coffee Break |  |  | ',
  '15:30-16:00 | Storage Design & Operations for Hyperscale Environment | Yusuke Sato |  | Yahoo Japan',
  '16:00-16:30 | OpenSDS Interplay | Howard Huang |  | Huawei',
  '16:30-17:15 | Storage Intelligence For The Data Center | Allen Samuels |  | Western Digital',
  '17:15-17:45 | The KPN Managed Hybrid Cloud DataExchange | Wim Jacobs |  | KPN',
  '17:45-18:00 | Closing |  |  | ',
  '18:00-20:00 | Happy Hour with Bites and Beer |  |  | ',
];

/** The report's talks as the archive then has them: `key | title | people`. */
const REPORTED = [
  'welcome-and-introduction | Introduction | Steven Tan (Huawei)',
  'opensds-aruba-release-for-openstack-containers | OpenSDS Aruba Release For OpenStack & Containers | Rakesh Jain (IBM)',
  'opensds-101-introduction-and-contribution-primer | OpenSDS 101: Introduction and Contribution Primer | Xing Yang (Huawei); Sean McGinnis (Huawei)',
  'what-is-the-container-storage-interface-csi | What is the Container Storage Interface (CSI) | Saad Ali (Google)',
  'reliable-storage-for-ha-dr-clouds-and-containers | LINSTOR: Reliable Storage for HA, DR, Clouds, and Containers | Philip Reisner (Linbit)',
  'managing-and-protecting-persistent-volumes-for-kubernetes | Managing and Protecting Persistent Volumes For Kubernetes | Xing Yang (Huawei)',
  'storage-design-operations-for-hyperscale-environment | Storage Design & Operations for Hyperscale Environment | Yusuke Sato (Yahoo Japan)',
  'storage-intelligence-for-the-data-center | Storage Intelligence For The Data Center | Allen Samuels (Western Digital)',
  'the-kpn-managed-hybrid-cloud-dataexchange | The KPN Managed Hybrid Cloud DataExchange | Wim Jacobs (KPN)',
  'data-mobility-for-hybrid-cloud-transformation | Data Mobility For Hybrid Cloud Transformation | Kei Kusunoki (NTT Communications)',
  'snia-swordfish-scalable-storage-management | SNIA Swordfish: Scalable Storage Management | Alex McDonald (NetApp, SNIA)',
];

const AGENDA_ROWS = `SELECT substr(t.local_start, 12, 5) || '-' || substr(t.local_end, 12, 5) AS time, s.title, p.name, a.job_title, a.company
  FROM sessions s LEFT JOIN slots t ON t.session_id = s.id LEFT JOIN appearances a ON a.session_id = s.id
    LEFT JOIN speakers p ON p.id = a.speaker_id
  WHERE s.state = 'scheduled' ORDER BY t.local_start`;

describeCorpus('The OpenSDS Mini Summit 2018, whose agenda is the text of one session of KubeCon', () => {
  let kubecon: SiteConference;
  beforeAll(() => {
    kubecon = fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json'));
  });
  const archived = async (): Promise<Trial> => {
    const trial = await trialConference({ conference: kubecon });
    const report = await trial.json('archive', `${trial.site.origin}/event/EBoD`, '--as', SUMMIT);
    expect(report).toMatchObject({
      exitCode: 0,
      notes: [],
      requests: 2,
      conferences: [{ conference: SUMMIT, added: 17 }],
    });
    return trial;
  };
  const agendaOf = ({ rows }: Trial): string[] => rows(AGENDA_ROWS).map(line);

  it('has its seventeen sessions, with times in Copenhagen, from one request', async () => {
    const trial = await archived();
    expect(agendaOf(trial)).toEqual(AGENDA);
    expect(trial.asked()).toEqual(['/event/EBoD 200']);
    expect(trial.rows('SELECT name, city, time_zone, starts_on, ends_on FROM conferences')).toEqual([
      {
        name: 'OpenSDS Mini Summit 2018',
        city: 'Copenhagen',
        time_zone: 'Europe/Copenhagen',
        starts_on: '2018-05-01',
        ends_on: '2018-05-01',
      },
    ]);
    expect(trial.rows("SELECT starts_at, utc_offset FROM slots WHERE local_start = '2018-05-01T09:00:00'")).toEqual([
      { starts_at: '2018-05-01T07:00:00Z', utc_offset: '+02:00' },
    ]);
    expect(
      trial.rows("SELECT title FROM sessions WHERE kind = 'break' ORDER BY id").map((row) => row['title']),
    ).toEqual(['Breakfast Buffet', 'Lunch Break (not provided)', 'Coffee Break', 'Happy Hour with Bites and Beer']);
  });

  it('is known again in a saved trip report, talk by talk, and comes back from its own page', async () => {
    const trial = await archived();
    trial.asked();
    expect(await trial.json('crawl', SUMMIT, '--from', REPORT)).toMatchObject({
      exitCode: 0,
      requests: 0,
      conferences: [{ added: 2, changed: 5, withdrawn: 8 }],
    });
    const reported = trial.rows("SELECT key, title, speakers FROM session_overview WHERE state = 'scheduled'");
    expect(reported.map(line).toSorted()).toEqual(REPORTED.toSorted());
    // Times that the report does not give are those of the agenda still.
    expect(
      trial.rows(
        "SELECT local_start FROM session_overview WHERE key = 'reliable-storage-for-ha-dr-clouds-and-containers'",
      ),
    ).toEqual([{ local_start: '2018-05-01T14:00:00' }]);
    expect(
      trial.rows(
        "SELECT field, before, after FROM recent_changes WHERE session_key LIKE 'opensds-101-%' ORDER BY field",
      ),
    ).toEqual([
      { field: 'speakers', before: 'Sean McGinnis', after: 'Xing Yang; Sean McGinnis' },
      {
        field: 'title',
        before: 'OpenSDS 101 - Introduction and Contribution Primer',
        after: 'OpenSDS 101: Introduction and Contribution Primer',
      },
    ]);

    expect(await trial.json('crawl', SUMMIT)).toMatchObject({
      exitCode: 0,
      conferences: [{ sessions: 17, added: 0, changed: 13, withdrawn: 2 }],
    });
    expect(agendaOf(trial)).toEqual(AGENDA);
  });
});
