import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/model/kind.ts';
import { parseTitle } from '../../src/model/title.ts';

describe('kindOf', () => {
  it.each([
    ['Keynote: Running with Scissors - Liz Rice, Technology Evangelist, Aqua Security', null, 'keynote'],
    ['Lightning Talk: Istio by Example - Josef Adersberger, QAware', 'Breakout Sessions', 'lightning_talk'],
    ['Running with Scissors', 'Keynote Sessions', 'keynote'],
    ['Stateless - Kurtis Van Gent, Google', '⚡ Lightning Talks', 'lightning_talk'],
    ['Stateless - Kurtis Van Gent, Google', '📚 TUTORIALS', 'tutorial'],
    ['Kubernetes 101: DIY Workshop - Bridget Kromhout, Microsoft', null, 'workshop'],
    ['Contribfest: Dive Into cert-manager - Richard Wall, Palo Alto Networks', '🚨 CONTRIBFEST', 'workshop'],
    ['Cloud Native Theater | Istio Day: Panel: Tales From the Mesh', null, 'panel'],
    ['OpenTelemetry: Panel Discussion and Q&A - Ben Sigelman, LightStep', null, 'panel'],
    ['Registration', 'Registration', 'break'],
    ['Badge Pick-Up', 'REGISTRATION', 'break'],
    ['Coffee Break ☕', 'BREAKS', 'break'],
    ['Lunch Break 1', null, 'break'],
    ['Lunch (Provided)', null, 'break'],
    ['Welcome Reception + Sponsor Booth Crawl', null, 'break'],
    ['All Attendee Party - Join us at Tivoli Gardens!', 'Meals / Breaks / Special Events', 'break'],
    ['Breakfast Buffet', null, 'break'],
    ['Happy Hour with Bites and Beer', null, 'break'],
    ['Project Lightning Talk: Mini Break', 'Lightning Talks', 'break'],
    ['Break the Monolith', null, 'talk'],
    ['Evening Reception', 'Keynote Sessions', 'break'],
    ['Public Technical Oversight Committee (TOC) Meeting – Moderated by Liz Rice, Aqua Security', null, 'meeting'],
    ['Project Office Hours: Harbor', 'Project Office Hours', 'meeting'],
    ['Birds of a Feather: Knative - Jessie Zhu, Google', null, 'meeting'],
    ['Serverless WG BoF - Doug Davis, IBM', null, 'meeting'],
    ['Intro: KubeVirt BoF - Ryan Hallisey, Red Hat', null, 'talk'],
    ['Intro: Helm - Matt Farina, Samsung SDS', null, 'talk'],
    ['Deep Dive: CoreDNS - John Belamaric, Google', 'Maintainer Track', 'talk'],
    ['Kubernetes Storage Lingo 101 - Saad Ali, Google', 'Breakout Sessions', 'talk'],
    ['What Banks Need - Joy Zhang, Google', 'Financial Services', 'talk'],
    ['A First Cluster', 'CLOUD NATIVE EXPERIENCE', 'talk'],
    ['Solutions Showcase', 'SOLUTIONS SHOWCASE', 'other'],
    ['Meet the Maintainer: Linkerd', null, 'other'],
    ['Quiet Room', null, 'other'],
    ['OpenSDS Mini-Summit', null, 'other'],
    ['ArgoCon Hosted by CNCF - Full-Day Event | ALL ACCESS PASS REQUIRED', 'CNCF-HOSTED CO-LOCATED EVENTS', 'other'],
  ])('makes of %s in the type %s a %s', (published, type, expected) => {
    expect(kindOf({ title: parseTitle(published, { people: 'unknown' }), type })).toBe(expected);
  });
});
