import { expect, it } from 'vitest';
import { parseTitle } from '../../src/model/title.ts';
import { describeCorpus } from '../setup/corpus.ts';
import { heldAgainstBlocks, kubeconTitles } from './title-measures.ts';

describeCorpus('titles of real programmes', () => {
  it('give away the people and companies that stand in them, and nobody else', () => {
    const measures = heldAgainstBlocks();
    expect(measures.sessions).toBe(274);
    expect(measures.people.of).toBeGreaterThanOrEqual(400);
    expect(measures.people.found / measures.people.of).toBeGreaterThanOrEqual(0.98);
    expect(measures.true.found / measures.true.of).toBeGreaterThanOrEqual(0.98);
    expect(measures.companies.of).toBeGreaterThanOrEqual(310);
    expect(measures.companies.found / measures.companies.of).toBeGreaterThanOrEqual(0.95);
  });

  it('of KubeCon Europe 2018 state the levels of 267 sessions, and keep no mark', () => {
    const parsed = kubeconTitles('kubecon-eu-2018').map((published) => parseTitle(published, { people: 'after_dash' }));
    const levels = Object.groupBy(parsed, ({ level }) => level ?? 'none');
    expect(levels['beginner']).toHaveLength(33);
    expect(levels['intermediate']).toHaveLength(134);
    expect(levels['advanced']).toHaveLength(14);
    expect(levels['any']).toHaveLength(86);
    expect(parsed.filter(({ title }) => /slides attached|skill level/iu.test(title))).toEqual([]);
    const people = parsed.flatMap((each) => each.people);
    expect(people.filter(({ name, company }) => /skill level|attached/iu.test(`${name} ${company ?? ''}`))).toEqual([]);
  });

  it.each(['kubecon-eu-2018', 'kubecon-na-2018', 'kubecon-eu-2019', 'kubecon-eu-2020'])(
    'of %s name people by names: no figures, addresses or more than five words',
    (edition) => {
      const parsed = kubeconTitles(edition).map((published) => parseTitle(published, { people: 'after_dash' }));
      const odd = parsed
        .flatMap(({ people }) => people)
        .filter(({ name }) => /[\p{N}:/@,;&]| [-–—] /u.test(name) || name.split(' ').length > 5);
      expect(odd).toEqual([]);
    },
  );

  // The sessions that a trip report of KubeCon Europe 2018 lists, by the title that the schedule publishes.
  it.each([
    ['Introduction to Istio Configuration', 'beginner', 'Joy Zhang (Google)'],
    [
      'Practical and Useful Latency Analysis using Istio and OpenCensus',
      'intermediate',
      'Varun Talwar (Stealth Startup); Morgan McLean (Google)',
    ],
    ['Replacing NGINX with Envoy in a Traffic Control System', 'advanced', 'Mark McBride (Turbine Labs, Inc)'],
    ['Building Hybrid Clouds with Istio', 'intermediate', 'Allan Naim (Google); Rohit Agarwalla (Cisco)'],
    [
      'Performance and Scale @ Istio Service Mesh',
      'intermediate',
      'Fawad Khaliq (VMware Inc); Laurent Demailly (Google); Surya V Duggirala (IBM)',
    ],
    ['Jenkins X: Easy CI/CD for Kubernetes', 'intermediate', 'James Strachan (CloudBees)'],
    ['How to Get a Service Mesh Into Prod without Getting Fired', 'any', 'William Morgan (Buoyant, Inc)'],
    ["Kubernetes and the CNI: Where We Are and What's Next", 'intermediate', 'Casey Callendrello (CoreOS)'],
    [
      'GitOps for Istio - Manage Istio Config like Code',
      'intermediate',
      'Varun Talwar (Stealth Startup); Alexis Richardson (WeaveWorks)',
    ],
    ['Global Container Networks on Kubernetes at DigitalOcean', 'intermediate', 'Andrew Sy Kim (DigitalOcean)'],
    ['CNI Intro', 'any', 'Bryan Boreham (Weaveworks); Casey Callendrello (CoreOS)'],
    ['Kubernetes Storage Lingo 101', 'beginner', 'Saad Ali (Google)'],
    [
      'Using Kubernetes Local Storage for Scale-Out Storage Services in Production',
      'intermediate',
      'Michelle Au (Google); Ian Chakeres (Salesforce)',
    ],
    ['Container Storage Interface: Present and Future', 'intermediate', 'Jie Yu (Mesosphere, Inc.)'],
    [
      'Istio Tells me my Service has Slow Response Time, Now What?',
      'any',
      'Endre Sara (Turbonomic); Enlin Xu (Turbonomic)',
    ],
    ['Everything you Need to Know about Using GPUs with Kubernetes', 'intermediate', 'Rohit Agarwal (Google)'],
    ['Vitess and a Kubernetes Operator', 'intermediate', 'Sugu Sougoumarane (YouTube)'],
    ['Container Isolation at Scale (Introducing gVisor)', 'intermediate', 'Dawn Chen (Google); Zhengyu He (Google)'],
    ['Anatomy of a Production Kubernetes Outage', null, 'Oliver Beattie (Monzo Bank)'],
  ])('of KubeCon Europe 2018 hold "%s"', (title, level, people) => {
    const found = kubeconTitles('kubecon-eu-2018')
      .map((published) => parseTitle(published, { people: 'after_dash' }))
      .filter((parsed) => parsed.title === title);
    expect(found).toHaveLength(1);
    expect(found[0]?.level).toBe(level);
    expect(found[0]?.people.map(({ name, company }) => `${name} (${company ?? ''})`).join('; ')).toBe(people);
  });
});
