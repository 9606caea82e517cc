import { describe, expect, it } from 'vitest';
import { type ParsedTitle, parseTitle } from '../../src/model/title.ts';

/** People as `Name | job title | company`, with the role where it is not speaker. */
function told({ people }: ParsedTitle): string[] {
  return people.map(({ name, role, jobTitle, company }) =>
    [name, jobTitle ?? '-', company ?? '-', ...(role === 'speaker' ? [] : [role])].join(' | '),
  );
}

const parse = (published: string): ParsedTitle => parseTitle(published, { people: 'after_dash' });

describe('the people at the end of a title', () => {
  it.each([
    [
      'one person with a company',
      'Introduction to Istio Configuration - Joy Zhang, Google',
      'Introduction to Istio Configuration',
      ['Joy Zhang | - | Google'],
    ],
    [
      'the last of two dashes, a shared company',
      'Diffy - Predicting and Preempting Regressions in Services - Puneet Khanduri & Prashant Khanduri, Diffy',
      'Diffy - Predicting and Preempting Regressions in Services',
      ['Puneet Khanduri | - | Diffy', 'Prashant Khanduri | - | Diffy'],
    ],
    [
      'a question before the last dash',
      'Who Shot the Cluster? - Audit Logging in Kubernetes - Marian Lobur & Mik Vyatskov, Google',
      'Who Shot the Cluster? - Audit Logging in Kubernetes',
      ['Marian Lobur | - | Google', 'Mik Vyatskov | - | Google'],
    ],
    [
      'a hyphen, then an en dash',
      'WG App Def - Intro – Antoine Legrand, Red Hat & Gareth Rushgrove, Docker',
      'WG App Def - Intro',
      ['Antoine Legrand | - | Red Hat', 'Gareth Rushgrove | - | Docker'],
    ],
    [
      'an en dash inside a position',
      "Keynote: Container-Native Dev-and-ops Experience: It's Getting Easier, Fast. - Ralph Squillace, Principal PM – Azure Container Platform, Microsoft",
      "Container-Native Dev-and-ops Experience: It's Getting Easier, Fast.",
      ['Ralph Squillace | Principal PM – Azure Container Platform | Microsoft'],
    ],
    [
      'a hyphen inside a position, more people after it',
      "Keynote: From COBOL to Kubernetes: A Bank's Journey - Laura Rehorst, Product Owner - Stratus Platform, ABN AMRO Bank NV & Mike Ryan, DevOps Consultant, backtothelab.io",
      "From COBOL to Kubernetes: A Bank's Journey",
      [
        'Laura Rehorst | Product Owner - Stratus Platform | ABN AMRO Bank NV',
        'Mike Ryan | DevOps Consultant | backtothelab.io',
      ],
    ],
    [
      'no space after the dash',
      'The Journey of Adidas to a Global Kubernetes Rollout -Daniel Eichten, Adidas AG & Oliver Thylmann, Giant Swarm GmbH',
      'The Journey of Adidas to a Global Kubernetes Rollout',
      ['Daniel Eichten | - | Adidas AG', 'Oliver Thylmann | - | Giant Swarm GmbH'],
    ],
    [
      'no space before the dash',
      'Meet the Maintainer: CoreDNS- John Belarmic, Google',
      'Meet the Maintainer: CoreDNS',
      ['John Belarmic | - | Google'],
    ],
    [
      'NBSP after the dash',
      'Pipelines –\u00A0Andrew Martin, ControlPlane',
      'Pipelines',
      ['Andrew Martin | - | ControlPlane'],
    ],
    [
      'a tab inside a name',
      'Meet the Maintainer - Waldemar\tQuevedo, Synadia Communications Inc',
      'Meet the Maintainer',
      ['Waldemar Quevedo | - | Synadia Communications Inc'],
    ],
    [
      'a dash inside the title alone',
      'Kubernetes Advanced Scheduling — For Heating Showers? - Robert Carosi, Spotify, Ad van der Veer & Boris Mattijssen, Nerdalize B.V.',
      'Kubernetes Advanced Scheduling — For Heating Showers?',
      ['Robert Carosi | - | Spotify', 'Ad van der Veer | - | Nerdalize B.V.', 'Boris Mattijssen | - | Nerdalize B.V.'],
    ],
    [
      'each person with a company',
      'X - Allan Naim, Google & Rohit Agarwalla, Cisco',
      'X',
      ['Allan Naim | - | Google', 'Rohit Agarwalla | - | Cisco'],
    ],
    [
      'groups with semicolons',
      'SIG Cluster Lifecycle: kubeadm Deep Dive – Alexander Kanevskiy, Intel; Timothy St. Clair, Heptio; Luke Marsden, dotmesh',
      'SIG Cluster Lifecycle: kubeadm Deep Dive',
      ['Alexander Kanevskiy | - | Intel', 'Timothy St. Clair | - | Heptio', 'Luke Marsden | - | dotmesh'],
    ],
    [
      'a shared company in a semicolon group',
      'SIG Service-Catalog Deep Dive – Michael Kibbe, Google; Morgan Bauer & Doug Davis, IBM',
      'SIG Service-Catalog Deep Dive',
      ['Michael Kibbe | - | Google', 'Morgan Bauer | - | IBM', 'Doug Davis | - | IBM'],
    ],
    [
      'a shared company after a comma',
      'SIG Service-Catalog Intro – Michael Kibbe, Google, Morgan Bauer & Doug Davis, IBM',
      'SIG Service-Catalog Intro',
      ['Michael Kibbe | - | Google', 'Morgan Bauer | - | IBM', 'Doug Davis | - | IBM'],
    ],
    [
      'a comma before the ampersand, initials',
      'SIG Multi-Cluster Intro – Christian Bell, Madhu C.S., & Nikhil Jindal, Google',
      'SIG Multi-Cluster Intro',
      ['Christian Bell | - | Google', 'Madhu C.S. | - | Google', 'Nikhil Jindal | - | Google'],
    ],
    [
      'a semicolon and an "and"',
      'Panel Discussion: GitOps - Allison Richardet, Asteris, LLC; Laura Tacho, CloudBees; and Alexis Richardson, Weaveworks',
      'GitOps',
      ['Allison Richardet | - | Asteris, LLC', 'Laura Tacho | - | CloudBees', 'Alexis Richardson | - | Weaveworks'],
    ],
    [
      'a company with Inc. and a trailing comma',
      'SPIFFE Deep Dive - Neel Shah, VMware; Andrew Jessup & Emiliano Berenbaum, Scytale, Inc., (Intermediate Skill Level) (Slides Attached)',
      'SPIFFE Deep Dive',
      ['Neel Shah | - | VMware', 'Andrew Jessup | - | Scytale, Inc.', 'Emiliano Berenbaum | - | Scytale, Inc.'],
    ],
    ['a company with Inc', 'X - William Morgan, Buoyant, Inc', 'X', ['William Morgan | - | Buoyant, Inc']],
    ['a company in braces', 'X - Jonas Rosland, {code}', 'X', ['Jonas Rosland | - | {code}']],
    [
      'a company with brackets',
      'X - Suresh Visvanathan & Nandhakumar Venkatachalam, Oath (Yahoo)',
      'X',
      ['Suresh Visvanathan | - | Oath (Yahoo)', 'Nandhakumar Venkatachalam | - | Oath (Yahoo)'],
    ],
    [
      'a company with dots and brackets',
      'X - Elliott Davis & Fletcher Nichol, Chef.io (Habitat.sh)',
      'X',
      ['Elliott Davis | - | Chef.io (Habitat.sh)', 'Fletcher Nichol | - | Chef.io (Habitat.sh)'],
    ],
    [
      'two affiliations',
      'TUF / Notary Project Intro – David Lawrence, Docker, & Justin Cappos, NYU, TUF',
      'TUF / Notary Project Intro',
      ['David Lawrence | - | Docker', 'Justin Cappos | - | NYU, TUF'],
    ],
    [
      'an ampersand in a company',
      'X - Christian Roggia, Engel & Völkers Technology GmbH',
      'X',
      ['Christian Roggia | - | Engel & Völkers Technology GmbH'],
    ],
    [
      'ampersands and figures in a company',
      'X - Stephan Fudeus & David Meder-Marouelli, 1&1 Mail & Media Development & Technology GmbH',
      'X',
      [
        'Stephan Fudeus | - | 1&1 Mail & Media Development & Technology GmbH',
        'David Meder-Marouelli | - | 1&1 Mail & Media Development & Technology GmbH',
      ],
    ],
    [
      'an ampersand in a position',
      'Keynote: From Innovation to Production - Dirk Hohndel, VP & Chief Open Source Officer, VMware',
      'From Innovation to Production',
      ['Dirk Hohndel | VP & Chief Open Source Officer | VMware'],
    ],
    [
      'commas and an "and" in a position',
      'Keynote: Kubernetes Project Update - Aparna Sinha, Group Product Manager, Kubernetes and Google Kubernetes Engine, Google',
      'Kubernetes Project Update',
      ['Aparna Sinha | Group Product Manager, Kubernetes and Google Kubernetes Engine | Google'],
    ],
    [
      '"Founder & CEO" is no person',
      'Sponsored Keynote: From Pilot to Production - Idit Levine, Founder & CEO & Keith Babo, Chief Product Officer, Solo.io',
      'From Pilot to Production',
      ['Idit Levine | Founder & CEO | Solo.io', 'Keith Babo | Chief Product Officer | Solo.io'],
    ],
    [
      'positions before one company',
      'Keynote: Envoy Update – Matt Klein, Senior Software Engineer, Constance Caramanolis, Software Engineer, & Jose Nino, Software Engineer, Lyft',
      'Envoy Update',
      [
        'Matt Klein | Senior Software Engineer | Lyft',
        'Constance Caramanolis | Software Engineer | Lyft',
        'Jose Nino | Software Engineer | Lyft',
      ],
    ],
    [
      'a position without a company is not given the next one',
      'OpenTofu Day | Welcome + Opening Remarks - Sebastian Stadil, Program Chair & Helena Spease, Linux Foundation',
      'OpenTofu Day | Welcome + Opening Remarks',
      ['Sebastian Stadil | Program Chair | -', 'Helena Spease | - | Linux Foundation'],
    ],
    [
      'the last without a company',
      'SIG Cluster Lifecycle Intro – Justin Santa Barbara, FathomDB & Lucas Käldström (Any Skill Level)',
      'SIG Cluster Lifecycle Intro',
      ['Justin Santa Barbara | - | FathomDB', 'Lucas Käldström | - | -'],
    ],
    [
      'the last without a company, again',
      'SIG Testing Deep Dive – Sen Lu, Google & Cole Wagner',
      'SIG Testing Deep Dive',
      ['Sen Lu | - | Google', 'Cole Wagner | - | -'],
    ],
    [
      'nobody with a company',
      'Linkerd Deep Dive – George Miranda & Thomas Rampelberg',
      'Linkerd Deep Dive',
      ['George Miranda | - | -', 'Thomas Rampelberg | - | -'],
    ],
    [
      'a name alone',
      'ArgoCon | Argo Project Velocity Update - Dan Garfield',
      'ArgoCon | Argo Project Velocity Update',
      ['Dan Garfield | - | -'],
    ],
    ['a stand-in for a company', 'X - Lucas Käldström, Individual', 'X', ['Lucas Käldström | - | Individual']],
    [
      'a freelancer',
      'Prometheus for Devs - Hubert Ströbitzer, Freelancer',
      'Prometheus for Devs',
      ['Hubert Ströbitzer | - | Freelancer'],
    ],
    [
      'a stealth startup',
      'X - Varun Talwar, Stealth Startup & Morgan McLean, Google',
      'X',
      ['Varun Talwar | - | Stealth Startup', 'Morgan McLean | - | Google'],
    ],
    [
      '@ is never the separator',
      'Performance and Scale @ Istio Service Mesh - Fawad Khaliq, VMware Inc, Laurent Demailly, Google & Surya V Duggirala, IBM',
      'Performance and Scale @ Istio Service Mesh',
      ['Fawad Khaliq | - | VMware Inc', 'Laurent Demailly | - | Google', 'Surya V Duggirala | - | IBM'],
    ],
    ['@ in a company', 'X - Bill Mulligan, Isovalent @ Cisco', 'X', ['Bill Mulligan | - | Isovalent @ Cisco']],
    [
      'a moderator',
      'Panel Discussion: Containers in Enterprise Cloud Strategy: Pitfalls, Best Practices, and Predictions - Moderated by Anni Lai, Huawei',
      'Containers in Enterprise Cloud Strategy: Pitfalls, Best Practices, and Predictions',
      ['Anni Lai | - | Huawei | moderator'],
    ],
    [
      'two moderators',
      'Panel: Kubernetes Office Hours Live! - Moderated by Jorge Castro, Heptio Inc. and Ilya Dmitrichenko, Weaveworks',
      'Kubernetes Office Hours Live!',
      ['Jorge Castro | - | Heptio Inc. | moderator', 'Ilya Dmitrichenko | - | Weaveworks | moderator'],
    ],
    [
      'panelists beside a moderator',
      'Panel: Mesh - Moderated by Jason McGee, IBM; Lin Sun, Solo.io',
      'Mesh',
      ['Jason McGee | - | IBM | moderator', 'Lin Sun | - | Solo.io | panelist'],
    ],
    [
      'a moderator in brackets',
      'Panel: Mesh - Jason McGee (Moderator), IBM & Lin Sun, Solo.io',
      'Mesh',
      ['Jason McGee | - | IBM | moderator', 'Lin Sun | - | Solo.io | panelist'],
    ],
    [
      'a presenter',
      'Keynote: CNCF End User Awards - Presented by Chris Aniszczyk, COO, Cloud Native Computing Foundation',
      'CNCF End User Awards',
      ['Chris Aniszczyk | COO | Cloud Native Computing Foundation'],
    ],
    [
      'an office before the names',
      'Keynote: Closing Remarks - KubeCon + CloudNativeCon Europe 2020 Co-Chairs: Constance Caramanolis, Principal Software Engineer, Splunk & Vicki Cheung, Engineering Manager, Lyft',
      'Closing Remarks',
      ['Constance Caramanolis | Principal Software Engineer | Splunk', 'Vicki Cheung | Engineering Manager | Lyft'],
    ],
    [
      'a dash in the place of the comma',
      'The Autonomous Telco: AI Agents in Infrastructure- Samy Nitsche & Dorian Lenzner - Deutsche Telekom',
      'The Autonomous Telco: AI Agents in Infrastructure',
      ['Samy Nitsche | - | Deutsche Telekom', 'Dorian Lenzner | - | Deutsche Telekom'],
    ],
    [
      'an office after a dash',
      'Telco Day | Closing Remarks - Gergely Csatari & Philippe Ensarguet - Program Committee Co-Chairs',
      'Telco Day | Closing Remarks',
      ['Gergely Csatari | Program Committee Co-Chairs | -', 'Philippe Ensarguet | Program Committee Co-Chairs | -'],
    ],
    [
      'no comma before an office',
      'KyvernoCon | Closing Remarks - Cortney Nickerson & Shuting Zhao Program Committee Co-Chairs',
      'KyvernoCon | Closing Remarks',
      ['Cortney Nickerson | Program Committee Co-Chairs | -', 'Shuting Zhao | Program Committee Co-Chairs | -'],
    ],
    [
      'no comma before a company in capitals',
      'Panel: Ask Me Anything - Lin Sun & Daniel Berg IBM; Christian Posta, Solo.io',
      'Ask Me Anything',
      ['Lin Sun | - | IBM', 'Daniel Berg | - | IBM', 'Christian Posta | - | Solo.io'],
    ],
    [
      'a single name beside a company',
      'Building an Edge Control Plane with Kubernetes and Envoy - Flynn, Datawire',
      'Building an Edge Control Plane with Kubernetes and Envoy',
      ['Flynn | - | Datawire'],
    ],
    [
      'a surname that is an occupation',
      'X - Anu Engineer & Marton Elek, Cloudera',
      'X',
      ['Anu Engineer | - | Cloudera', 'Marton Elek | - | Cloudera'],
    ],
    [
      'nicknames',
      'X - Jason " Jay" Smith, Google & Khaled (Kal) Henidak , Microsoft',
      'X',
      ['Jason "Jay" Smith | - | Google', 'Khaled (Kal) Henidak | - | Microsoft'],
    ],
    [
      'particles and apostrophes',
      "X - Sebastiaan van 't Erve & Megan O'Keefe, Cisco; Franziska von der Goltz, Buoyant",
      'X',
      ["Sebastiaan van 't Erve | - | Cisco", "Megan O'Keefe | - | Cisco", 'Franziska von der Goltz | - | Buoyant'],
    ],
    ['names in capitals', 'X - MICHAEL MICHAEL, VMware', 'X', ['MICHAEL MICHAEL | - | VMware']],
    ['names in other scripts', 'コンテナ入門 - 山田太郎, 富士通', 'コンテナ入門', ['山田太郎 | - | 富士通']],
    [
      'a parent company',
      'X - Gerald Combs, Splunk, a Cisco company',
      'X',
      ['Gerald Combs | - | Splunk, a Cisco company'],
    ],
    [
      'people after a colon',
      'Meet the Ambassador: Lee Calcote, Layer5',
      'Meet the Ambassador',
      ['Lee Calcote | - | Layer5'],
    ],
    [
      'people after a colon, two of them',
      'KubeFlow BoF (Birds of a Feather): David Aronchick, Microsoft & Yaron Haviv, Iguazio',
      'KubeFlow BoF (Birds of a Feather)',
      ['David Aronchick | - | Microsoft', 'Yaron Haviv | - | Iguazio'],
    ],
    [
      'people in "(by ...)"',
      'OpenSDS 101 (by Xing Yang & Sean McGinnis, Huawei)',
      'OpenSDS 101',
      ['Xing Yang | - | Huawei', 'Sean McGinnis | - | Huawei'],
    ],
    [
      'two lists pasted together',
      'TOC Meeting – Liz Rice, Aqua Security; Matt Klein, Lyft– Liz Rice, Aqua Security; Alena Prokharchyk, Rancher',
      'TOC Meeting',
      ['Liz Rice | - | Aqua Security', 'Matt Klein | - | Lyft', 'Alena Prokharchyk | - | Rancher'],
    ],
    [
      'the announced speaker of a talk to be announced',
      'Keynote: To Be Announced - Joseph Sandoval, Principal Product Manager, Adobe Inc.',
      'To Be Announced',
      ['Joseph Sandoval | Principal Product Manager | Adobe Inc.'],
    ],
  ])('reads %s', (_, published, title, people) => {
    const parsed = parse(published);
    expect(parsed.title).toBe(title);
    expect(told(parsed)).toEqual(people);
  });
});

describe('a dash without people behind it', () => {
  it.each([
    'Cloud Foundry Day - sponsored by Dell EMC',
    'All Attendee Party - Join us at Tivoli Gardens!',
    'Meet the Maintainer - Rook',
    'Diversity Luncheon & Program - Sponsored by Google Cloud & Heptio',
    'GitOps for Istio - Manage Istio Config like Code',
    'WG App Def - Intro',
    'CRI-O - Open Doors',
    'Cephalocon - Cloud-Native Software-Defined Storage',
    'Kubernetes and Taxes - A Production Case Study',
    'Service Mesh - Pitfalls, Mistakes, and Lessons Learned',
    'BoF: AI Infrastructure and Platform: LLMs, Agentic AI',
    'Badge Pick-up (Terminal 1 - Baggage Claim)',
    'Rook, Ceph, and ARM: A Caffeinated Tutorial',
    'FluxCD - Gitops For All Sizes',
  ])('is part of the title: %s', (published) => {
    const parsed = parse(published);
    expect(parsed.title).toBe(published);
    expect(parsed.people).toEqual([]);
  });

  it('is part of the title where the convention says that titles name nobody', () => {
    const parsed = parseTitle('Kafka - Franz Kafka, Prague', { people: 'none' });
    expect(parsed).toMatchObject({ title: 'Kafka - Franz Kafka, Prague', people: [] });
  });
});
