#!/usr/bin/env python3
"""Deterministic generator of a synthetic research-digest site, for benchmarking static site generators.

    gen_corpus.py --articles N --drugs D --tags T --out DIR --flavor offprint|zola|hugo|eleventy|cobalt
                  [--seed 1] [--related first-drug|none] [--force]

The content (titles, dates, terms, bodies) depends only on --seed, --articles, --drugs and --tags, never on
--flavor: a flavor changes the front-matter dialect, the templates and the configuration, nothing else.

--related first-drug : every article lists the 5 newest other articles of its first drug.
--related none       : that list is left out of the templates (see zola's note in flavor_zola()).

Where the offprint schema is not settled yet: change front_offprint() and flavor_offprint() only.
"""
import argparse
import datetime as dt
import json
import os
import random
import shutil
import sys
from bisect import bisect_left
from itertools import accumulate

BASE = "https://digest.example.org"
SITE = "Research Digest"
PER_PAGE = 20
FEED_LIMIT = 50

# ----------------------------------------------------------------------------- vocabulary

PRE = ("ab ace ada al am ana ari ba be bi bra bu ca ce chlo ci cla co da de di do du e en epi es eto fa fe flu fo ga ge "
       "gli ha hy i in ir iso ka ke la le li lo lu ma me mi mo na ne ni no ola on oxa pa pe pi po pra pro que ra re ri "
       "ro sa se si so su ta te ti to tra u va ve vi vo xi za ze zi zo").split()
MID = ("bi bre ca ce ci co da de di do fa fe fi ga ge gi la le li lo lu ma me mi mo na ne ni no pa pe pi ra re ri ro "
       "sa se si so ta te ti to tra va ve vi").split()
SUF = ("mab nib pril sartan olol statin gliptin gliflozin glutide azole cillin mycin floxacin vir tidine prazole setron "
       "triptan pam zolam barbital caine dipine oxetine pramine zapine peridone parin xaban grel lukast terol sone "
       "olone thiazide profen coxib rafenib ciclib parib degib tinib zumab limus").split()
CONDITIONS = ("heart failure|type 2 diabetes|atrial fibrillation|rheumatoid arthritis|major depressive disorder|asthma|"
              "chronic kidney disease|migraine|psoriasis|hypertension|ulcerative colitis|metastatic breast cancer|"
              "non-small-cell lung cancer|epilepsy|obesity|COPD|multiple sclerosis|schizophrenia|osteoporosis|gout|"
              "chronic pain|bipolar disorder|stroke|sepsis|HIV infection|hepatitis C|COVID-19|chronic insomnia|"
              "Parkinson disease|Crohn disease|acute coronary syndrome|venous thromboembolism|alcohol use disorder|"
              "opioid use disorder|sickle cell disease|cystic fibrosis|glioblastoma|multiple myeloma").split("|")
DESIGNS = ("a randomised trial|a cohort study|a systematic review|a network meta-analysis|a pragmatic trial|"
           "a register-based study|a dose-finding study|an open-label extension|a target trial emulation|"
           "a pharmacokinetic study|a case-control study|a secondary analysis|a crossover trial|a phase 3 trial").split("|")
TAGW1 = ("adverse renal hepatic cardiac paediatric geriatric primary acute chronic drug dose trial patient long-term "
         "short-term cost safety comparative real-world genetic metabolic surgical intensive maternal mental oral").split()
TAGW2 = ("outcomes events care design interaction response adherence effectiveness policy monitoring toxicity "
         "quality reporting methods withdrawal screening").split()
FIRST = ("Anna Ben Carla David Elena Farid Grace Hiro Ines Jonas Karin Liam Maya Noor Oscar Priya Quentin Rosa Sven "
         "Tara Ulrich Vera Wen Xavier Yara Zoe").split()
LAST = ("Abara Berg Castillo Dubois Eriksen Fischer Gupta Haas Ivanov Jensen Kowalski Lindqvist Moreau Nakamura Okafor "
        "Petrov Quist Rossi Sato Thomsen Umar Vogel Weber Xu Yilmaz Zhang").split()
JOURNALS = ("J Clin Digest|Ann Ther Res|Int J Drug Eval|Lancaster Med|Br Pharm Rev|Eur Trials J|Am J Evid|"
            "Open Pharmacoepi|Clin Outcomes|Nord Med Bull").split("|")

NOUN = ("participants patients investigators outcomes estimates events intervals admissions clinicians doses baseline "
        "differences comparisons results findings analyses records symptoms measurements centres controls "
        "hospitals practices groups cohorts subgroups scores thresholds covariates").split()
ADJ = ("primary secondary modest large small early late adjusted unadjusted confirmed reported serious mild moderate "
       "severe relative absolute clinical statistical prespecified exploratory observed expected consistent imprecise "
       "robust weak independent blinded open pragmatic").split()
VERB = ("showed suggested reported indicated confirmed contradicted supported reduced increased explained exceeded "
        "preceded followed matched outnumbered included excluded reflected").split()
ADV = ("notably largely mostly rarely consistently typically broadly only substantially slightly partly clearly").split()
CONJ = ("although because while whereas since when after before if unless").split()
PREP = ("among across within between during after before despite without alongside").split()


def make_sentences(rng, n):
    """A pool of sentences; '@' stands for the article's main drug, '#' for its condition."""
    c = rng.choice
    out = []
    for _ in range(n):
        k = rng.randrange(9)
        if k == 0:
            s = f"The {c(ADJ)} {c(NOUN)} {c(VERB)} a {c(ADJ)} change {c(PREP)} {c(ADJ)} {c(NOUN)} treated with @."
        elif k == 1:
            s = (f"{c(CONJ).capitalize()} the {c(NOUN)} were {c(ADJ)}, the {c(NOUN)} {c(VERB)} {c(ADV)} "
                 f"{c(ADJ)} {c(NOUN)} over {rng.randint(2, 96)} weeks.")
        elif k == 2:
            s = (f"Of {rng.randint(40, 9000)} {c(NOUN)} with #, {rng.randint(3, 97)}% {c(VERB)} the {c(ADJ)} "
                 f"{c(NOUN)} {c(PREP)} follow-up, and the {c(NOUN)} were {c(ADV)} *{c(ADJ)}*.")
        elif k == 3:
            s = (f"The hazard ratio was {rng.randint(40, 160) / 100:.2f} (95% CI {rng.randint(20, 80) / 100:.2f} to "
                 f"{rng.randint(90, 220) / 100:.2f}), which the authors call **{c(ADJ)}** but {c(ADV)} {c(ADJ)}.")
        elif k == 4:
            s = (f"{c(ADV).capitalize()}, {c(NOUN)} in the @ arm {c(VERB)} {c(ADJ)} {c(NOUN)} {c(PREP)} the {c(ADJ)} "
                 f"{c(NOUN)}, {c(CONJ)} the {c(NOUN)} {c(VERB)} otherwise.")
        elif k == 5:
            s = (f"Two reviewers checked the {c(ADJ)} {c(NOUN)} {c(PREP)} each of the {rng.randint(2, 40)} "
                 f"{c(NOUN)} and {c(ADV)} agreed on the {c(NOUN)}.")
        elif k == 6:
            s = (f"A dose of {rng.choice((5, 10, 20, 25, 50, 100, 250, 500))} mg {c(VERB)} more {c(ADJ)} {c(NOUN)} than "
                 f"placebo {c(PREP)} people with #, {c(CONJ)} {c(NOUN)} were {c(ADJ)}.")
        elif k == 7:
            s = (f"This matters {c(CONJ)} {c(ADJ)} {c(NOUN)} {c(ADV)} {c(VERB)} the {c(NOUN)} that guideline panels "
                 f"use for @ in # and related conditions.")
        else:
            s = (f"Missing {c(NOUN)} were handled with multiple imputation, {c(CONJ)} {c(ADJ)} {c(NOUN)} "
                 f"{c(VERB)} the same {c(ADJ)} direction.")
        out.append((s, len(s.split())))
    return out


def slugify(s):
    out, dash = [], False
    for ch in s.lower():
        if ch.isascii() and ch.isalnum():
            if dash and out:
                out.append("-")
            dash = False
            out.append(ch)
        else:
            dash = True
    return "".join(out)


def names(rng, n, make):
    seen, out = set(), []
    while len(out) < n:
        s = make()
        k = slugify(s)
        if k not in seen:
            seen.add(k)
            out.append(s)
    return out


class Zipf:
    def __init__(self, n, s=1.0):
        self.cum = list(accumulate(1.0 / (i + 1) ** s for i in range(n)))
        self.total = self.cum[-1]

    def pick(self, rng, k):
        got = []
        while len(got) < k:
            i = bisect_left(self.cum, rng.random() * self.total)
            if i not in got:
                got.append(i)
        return got


# ----------------------------------------------------------------------------- corpus

class Corpus:
    def __init__(self, n, d, t, seed):
        self.n, self.d, self.t, self.seed = n, d, t, seed
        rng = random.Random(f"{seed}/vocab")
        self.drugs = names(rng, d, lambda: (rng.choice(PRE) + rng.choice(MID) + rng.choice(SUF)).capitalize()
                           if d < 4000 else
                           (rng.choice(PRE) + rng.choice(MID) + rng.choice(MID) + rng.choice(SUF)).capitalize())
        self.tags = names(rng, t, lambda: f"{rng.choice(TAGW1)} {rng.choice(TAGW2)}")
        self.sentences = make_sentences(rng, 20000)
        zd, zt = Zipf(d), Zipf(t)
        step = next(p for p in (7919, 7927, 7933, 7937) if n % p)      # dates are not in file-name order
        span = 12 * 365 * 24 * 60                                       # minutes over 12 years, all in the past
        start = dt.datetime(2013, 1, 1, 6, 0)
        self.metas = []
        for i in range(n):
            r = random.Random(f"{seed}/meta/{i}")
            drugs = [self.drugs[j] for j in zd.pick(r, min(d, r.choice((1, 2, 2, 3, 3, 4))))]
            tags = [self.tags[j] for j in zt.pick(r, min(t, r.randint(1, 5)))]
            cond = r.choice(CONDITIONS)
            title = f"{drugs[0]} in {cond}: {r.choice(DESIGNS)}"
            when = start + dt.timedelta(minutes=(i * step % n) * span // n)
            self.metas.append({
                "i": i, "title": title, "slug": f"{i:06d}-" + slugify(f"{drugs[0]} {cond}"), "cond": cond,
                "date": when, "drugs": drugs, "tags": tags,
                "author": f"{r.choice(FIRST)} {r.choice(LAST)}",
            })

    def article(self, i):
        m = dict(self.metas[i])
        r = random.Random(f"{self.seed}/body/{i}")
        drug, cond = m["drugs"][0], m["cond"]

        def sents(words):
            got, w = [], 0
            while w < words:
                s, k = self.sentences[r.randrange(len(self.sentences))]
                got.append(s.replace("@", drug).replace("#", cond))
                w += k
            return got

        m["summary"] = " ".join(sents(24)).replace("*", "")
        m["source"] = {"name": r.choice(JOURNALS), "url": f"https://journal.example.com/a/{i}"}
        cites = []
        for _ in range(r.randint(2, 6)):
            y = r.randint(2001, 2024)
            cites.append({
                "doi": f"10.{r.randint(1000, 9999)}/dg.{y}.{r.randint(10000, 99999)}",
                "title": f"{r.choice(self.drugs)} and {r.choice(CONDITIONS)}: {r.choice(DESIGNS)}",
                "authors": f"{r.choice(LAST)} {r.choice('ABCDEFG')}, {r.choice(LAST)} {r.choice('HJKLM')}, et al",
                "journal": r.choice(JOURNALS), "year": y,
            })
        m["citations"] = cites

        target = r.randint(110, 520)                # the sections below bring this to 400-900 words
        notes = []
        out = []

        def para(words):
            ss = sents(words)
            if r.random() < 0.35:
                k = len(notes) + 1
                notes.append(" ".join(sents(12)))
                ss[-1] += f"[^{k}]"
            if r.random() < 0.30:
                ss.append(f"See the [trial register](https://trials.example.com/T{r.randint(10000, 99999)}) for details.")
            if r.random() < 0.25 and self.n > 1:
                o = self.metas[r.randrange(self.n)]
                ss.append(f"An [earlier digest on {o['drugs'][0]}](/articles/{o['slug']}/) reached a similar view.")
            if r.random() < 0.08:
                ss.append(f"The model was fitted with `glmer(y ~ arm + (1 | site_{r.randint(1, 60)}))` as planned.")
            out.append(" ".join(ss) + "\n")

        def bullets(k):
            out.append("\n".join("- " + (f"**{r.choice(ADJ).capitalize()} {r.choice(NOUN)}.** " if r.random() < .5 else "")
                                 + sents(8)[0] for _ in range(k)) + "\n")

        def table():
            rows = [f"| Outcome | {drug} | Control | Ratio |", "| --- | ---: | ---: | ---: |"]
            for _ in range(r.randint(3, 6)):
                rows.append(f"| {r.choice(ADJ)} {r.choice(NOUN)} | {r.randint(1, 400)} | {r.randint(1, 400)} | "
                            f"{r.randint(40, 160) / 100:.2f} |")
            out.append("\n".join(rows) + "\n")

        heads = ["Background", "Methods", "Results", "Harms", "Limitations", "What this means in practice"]
        para(target // 8)
        for h in heads:
            out.append(f"## {h}\n")
            para(target // 10)
            if h == "Results":
                if r.random() < 0.4:
                    table()
                out.append(f"### {r.choice(ADJ).capitalize()} {r.choice(NOUN)}\n")
            if h in ("Results", "Harms") and r.random() < 0.8:
                bullets(r.randint(3, 5))
            if r.random() < 0.5:
                para(target // 16)
        for k, n in enumerate(notes, 1):
            out.append(f"[^{k}]: {n}\n")
        m["body"] = "\n".join(out)
        return m


# ----------------------------------------------------------------------------- front matter dialects

def q(s):                       # a basic TOML string and a double-quoted YAML string: the same thing here
    return json.dumps(s, ensure_ascii=False)


def qa(xs):
    return "[" + ", ".join(q(x) for x in xs) + "]"


def iso(d):
    return d.strftime("%Y-%m-%dT%H:%M:00Z")


def cite_inline(c):
    return (f"{{ doi = {q(c['doi'])}, title = {q(c['title'])}, authors = {q(c['authors'])}, "
            f"journal = {q(c['journal'])}, year = {c['year']} }}")


def front_offprint(a):
    """The offprint front matter. THE ONE PLACE to change when the product's schema is settled."""
    return "\n".join([
        "+++",
        f"title = {q(a['title'])}",
        f"date = {iso(a['date'])}",
        f"authors = {qa([a['author']])}",
        f"summary = {q(a['summary'])}",
        f"drugs = {qa(a['drugs'])}",
        f"tags = {qa(a['tags'])}",
        f"source = {{ name = {q(a['source']['name'])}, url = {q(a['source']['url'])} }}",
        "citations = [",
        *("  " + cite_offprint(c) + "," for c in a["citations"]),
        "]",
        "+++", ""])


def cite_offprint(c):
    """As cite_inline, with the authors as a list."""
    names = [x for x in c["authors"].split(", ") if x != "et al"]
    return (f'{{ doi = {q(c["doi"])}, title = {q(c["title"])}, authors = {qa(names)}, '
            f'journal = {q(c["journal"])}, year = {c["year"]} }}')


def front_zola(a):
    return "\n".join([
        "+++",
        f"title = {q(a['title'])}",
        f"date = {iso(a['date'])}",
        f"description = {q(a['summary'])}",
        f"authors = {qa([a['author']])}",
        f"slug = {q(a['slug'])}",
        "[taxonomies]",
        f"drugs = {qa(a['drugs'])}",
        f"tags = {qa(a['tags'])}",
        "[extra]",
        f"source = {{ name = {q(a['source']['name'])}, url = {q(a['source']['url'])} }}",
        "citations = [",
        *("  " + cite_inline(c) + "," for c in a["citations"]),
        "]",
        "+++", ""])


def front_hugo(a):
    return "\n".join([
        "+++",
        f"title = {q(a['title'])}",
        f"date = {iso(a['date'])}",
        f"summary = {q(a['summary'])}",
        f"drugs = {qa(a['drugs'])}",
        f"tags = {qa(a['tags'])}",
        "[params]",
        f"authors = {qa([a['author']])}",
        f"source = {{ name = {q(a['source']['name'])}, url = {q(a['source']['url'])} }}",
        "citations = [",
        *("  " + cite_inline(c) + "," for c in a["citations"]),
        "]",
        "+++", ""])


def cites_yaml(a, ind):
    rows = []
    for c in a["citations"]:
        rows += [f"{ind}- doi: {q(c['doi'])}", f"{ind}  title: {q(c['title'])}", f"{ind}  authors: {q(c['authors'])}",
                 f"{ind}  journal: {q(c['journal'])}", f"{ind}  year: {c['year']}"]
    return rows


def front_eleventy(a):          # "tags" is Eleventy's own collection key, so the taxonomy is called topics there
    return "\n".join([
        "---",
        f"title: {q(a['title'])}",
        f"date: {iso(a['date'])}",
        f"authors: {qa([a['author']])}",
        f"summary: {q(a['summary'])}",
        f"drugs: {qa(a['drugs'])}",
        f"topics: {qa(a['tags'])}",
        f"source: {{ name: {q(a['source']['name'])}, url: {q(a['source']['url'])} }}",
        "citations:", *cites_yaml(a, "  "),
        "---", ""])


def front_blades(a):            # its TOML strings must need no unescaping (it borrows them from the source)
    return "\n".join([
        "+++",
        f"title = {q(a['title'])}",
        f"date = {a['date'].strftime('%Y-%m-%dT%H:%M:00')}",
        f"summary = {q(a['summary'])}",
        f"author = {q(a['author'])}",
        f"source_name = {q(a['source']['name'])}",
        f"source_url = {q(a['source']['url'])}",
        "citations = [",
        *("  " + cite_inline(c) + "," for c in a["citations"]),
        "]",
        "[taxonomies]",
        f"drugs = {qa(a['drugs'])}",
        f"tags = {qa(a['tags'])}",
        "+++", ""])


def front_cobalt(a):
    return "\n".join([
        "---",
        f"title: {q(a['title'])}",
        f"published_date: {a['date'].strftime('%Y-%m-%d %H:%M:00 +0000')}",
        f"description: {q(a['summary'])}",
        f"slug: {q(a['slug'])}",
        f"permalink: /articles/{a['slug']}/",
        "layout: page.liquid",
        f"tags: {qa(a['tags'])}",
        "data:",
        f"  authors: {qa([a['author']])}",
        f"  drugs: {qa(a['drugs'])}",
        f"  source: {{ name: {q(a['source']['name'])}, url: {q(a['source']['url'])} }}",
        "  citations:", *cites_yaml(a, "    "),
        "---", ""])


# ----------------------------------------------------------------------------- templates and configuration

CSS = "body{max-width:44rem;margin:auto;font:17px/1.5 serif}nav ul{display:flex;gap:1rem;list-style:none}\n"
FOOT = ('<footer><p>Research Digest summarises published studies. It is not medical advice.</p>'
        '<p><a href="/drugs/">All drugs</a> <a href="/tags/">All tags</a> <a href="/atom.xml">Feed</a></p></footer>')
HEAD = ('<header class="site"><a class="logo" href="/">Research Digest</a><nav><ul><li><a href="/">Home</a></li>'
        '<li><a href="/drugs/">Drugs</a></li><li><a href="/tags/">Tags</a></li></ul></nav></header>')


def tera_templates(related, dialect):
    """Tera templates: dialect 'zola' names what Zola provides; 'offprint' names a plain flat context."""
    z = dialect == "zola"
    content = "page.content | safe"
    # the offprint dialect takes the date already formatted: tera 2 has no date filter of its own
    date = 'page.date | date(format="%e %B %Y")' if z else "page.date_display"
    drugs = "page.taxonomies.drugs" if z else "page.drugs"
    tags = "page.taxonomies.tags" if z else "page.tags"
    link = (lambda k, v: f'{{{{ get_taxonomy_url(kind="{k}", name={v}) | safe }}}}') if z else \
           (lambda k, v: f'/{k}/{{{{ {v} | slugify }}}}/')
    # In the offprint dialect a term is {name, path}: no look-up from the template.
    if not z:
        link = lambda k, v: f'{{{{ {v}.url | safe }}}}'
    nm = (lambda v: f'{{{{ {v} }}}}') if z else (lambda v: f'{{{{ {v}.name }}}}')
    base = f'''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{% block title %}}{SITE}{{% endblock title %}}</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/atom.xml">
{{% block head %}}{{% endblock head %}}</head>
<body>
{HEAD}
<main>
{{% block main %}}{{% endblock main %}}
</main>
{FOOT}
</body>
</html>
'''
    rel = ""
    if related == "first-drug":
        if z:
            rel = '''{% set term = get_taxonomy_term(kind="drugs", term=page.taxonomies.drugs[0]) %}
<section class="related"><h2>More on {{ term.name }}</h2><ul>
{% for p in term.pages | slice(end=6) %}{% if p.permalink != page.permalink %}<li><a href="{{ p.permalink | safe }}">{{ p.title }}</a></li>
{% endif %}{% endfor %}</ul></section>
'''
        else:
            rel = '''<section class="related"><h2>More on {{ page.drugs[0].name }}</h2><ul>
{% for p in page.related %}<li><a href="{{ p.permalink | safe }}">{{ p.title }}</a></li>
{% endfor %}</ul></section>
'''
    older, newer = ("page.higher", "page.lower") if z else ("page.older", "page.newer")
    summary = "page.description" if z else "page.summary"
    source = "page.extra.source" if z else "page.source"
    cites = "page.extra.citations" if z else "page.citations"
    page = f'''{{% extends "base.html" %}}
{{% block title %}}{{{{ page.title }}}} - {SITE}{{% endblock title %}}
{{% block head %}}<meta name="description" content="{{{{ {summary} }}}}">
<link rel="canonical" href="{{{{ page.permalink | safe }}}}">
{{% endblock head %}}
{{% block main %}}<article>
<header><h1>{{{{ page.title }}}}</h1>
<p class="meta"><time datetime="{{{{ page.date }}}}">{{{{ {date} }}}}</time> by {{{{ page.authors | join(sep=", ") }}}}</p>
<p class="summary">{{{{ {summary} }}}}</p>
<p class="source">Source: <a href="{{{{ {source}.url }}}}">{{{{ {source}.name }}}}</a></p>
<ul class="drugs">{{% for d in {drugs} %}}<li><a href="{link('drugs', 'd')}">{nm('d')}</a></li>
{{% endfor %}}</ul>
<ul class="tags">{{% for t in {tags} %}}<li><a href="{link('tags', 't')}">{nm('t')}</a></li>
{{% endfor %}}</ul></header>
<div class="body">
{{{{ {content} }}}}
</div>
<section class="citations"><h2>Citations</h2><ol>
{{% for c in {cites} %}}<li>{{{{ c.authors }}}}. {{{{ c.title }}}}. <cite>{{{{ c.journal }}}}</cite> {{{{ c.year }}}}. <a href="https://doi.org/{{{{ c.doi }}}}">{{{{ c.doi }}}}</a></li>
{{% endfor %}}</ol></section>
{rel}<nav class="siblings">
{{% if {older} %}}<a rel="prev" href="{{{{ {older}.permalink | safe }}}}">{{{{ {older}.title }}}}</a>{{% endif %}}
{{% if {newer} %}}<a rel="next" href="{{{{ {newer}.permalink | safe }}}}">{{{{ {newer}.title }}}}</a>{{% endif %}}
</nav>
</article>{{% endblock main %}}
'''
    items = f'''<ul class="list">
{{% for p in paginator.pages %}}<li><a href="{{{{ p.permalink | safe }}}}">{{{{ p.title }}}}</a> <time datetime="{{{{ p.date }}}}">{{{{ p.{'date | date(format="%e %B %Y")' if z else 'date_display'} }}}}</time><p>{{{{ p.{'description' if z else 'summary'} }}}}</p></li>
{{% endfor %}}</ul>
<nav class="pager">{{% if paginator.previous %}}<a rel="prev" href="{{{{ paginator.previous | safe }}}}">Newer</a>{{% endif %}}
<span>Page {{{{ paginator.current_index }}}} of {{{{ paginator.number_pagers }}}}</span>
{{% if paginator.next %}}<a rel="next" href="{{{{ paginator.next | safe }}}}">Older</a>{{% endif %}}</nav>
'''
    home = f'''{{% extends "base.html" %}}
{{% block main %}}<h1>Latest digests</h1>
{items}{{% endblock main %}}
'''
    term = f'''{{% extends "base.html" %}}
{{% block title %}}{{{{ term.name }}}} - {SITE}{{% endblock title %}}
{{% block main %}}<h1>{{{{ term.name }}}}</h1>
{items}{{% endblock main %}}
'''
    tlist = f'''{{% extends "base.html" %}}
{{% block title %}}{{{{ taxonomy.name }}}} - {SITE}{{% endblock title %}}
{{% block main %}}<h1>{{{{ taxonomy.name }}}}</h1>
<ul class="terms">
{{% for t in terms %}}<li><a href="{{{{ t.permalink | safe }}}}">{{{{ t.name }}}}</a> ({{{{ t.page_count }}}})</li>
{{% endfor %}}</ul>{{% endblock main %}}
'''
    atom = f'''<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{SITE}</title>
<link href="{BASE}/atom.xml" rel="self"/>
<link href="{BASE}/"/>
<id>{BASE}/</id>
<updated>{{{{ last_updated{' | date(format="%+")' if z else ''} }}}}</updated>
{{% for page in pages %}}<entry><title>{{{{ page.title }}}}</title><link href="{{{{ page.permalink | safe }}}}"/><id>{{{{ page.permalink | safe }}}}</id><updated>{{{{ page.date{' | date(format="%+")' if z else ''} }}}}</updated><author><name>{{{{ page.authors | join(sep=", ") }}}}</name></author><summary>{{{{ page.{'description' if z else 'summary'} }}}}</summary></entry>
{{% endfor %}}</feed>
'''
    return {"base.html": base, "page.html": page, "index.html": home, "term.html": term, "terms.html": tlist,
            "atom.xml": atom}


LEAN = """
[build]
markdown_copies = false
llms_txt = false
alias_redirects = false
archive = false
map = false
headers = false
search = false

[citations]
downloads = false

[share]
site = false
"""


def flavor_offprint(w, related):
    """Offprint with the outputs that the peers have too: articles, terms, lists, one feed, the sitemap."""
    w("site.toml", f'title = "{SITE}"\nbase_url = "{BASE}/"\npaginate_by = {PER_PAGE}\n{LEAN}\n'
                   f'[feeds]\nlimit = {FEED_LIMIT}\nterm_limit = 0\njson = false\n')
    t = tera_templates(related, "offprint")
    page = t["page.html"].replace("{{ c.authors }}", '{{ c.authors | join(sep=", ") }}')
    for k, v in {"base.html": t["base.html"], "article.html": page, "index.html": t["index.html"], "term.html": t["term.html"],
                 "terms.html": t["terms.html"]}.items():
        w("templates/" + k, v.replace("/atom.xml", "/feed.xml"))
    w("static/style.css", CSS)
    return "content/articles", front_offprint, lambda a: a["slug"] + ".md"


def flavor_offprint_full(w, related):
    """Offprint as it comes: its own theme, and every output that it makes by default."""
    w("site.toml", f'title = "{SITE}"\nbase_url = "{BASE}/"\npaginate_by = {PER_PAGE}\n')
    return "content/articles", front_offprint, lambda a: a["slug"] + ".md"


def flavor_zola(w, related):
    """Zola. Its only way to 'other pages of this term' is get_taxonomy_term(), which serialises every page of the term,
    bodies included, at every call: quadratic. Measure with --related none too."""
    w("config.toml", f'''base_url = "{BASE}"
title = "{SITE}"
compile_sass = false
build_search_index = false
minify_html = false
generate_feeds = true
feed_filenames = ["atom.xml"]
feed_limit = {FEED_LIMIT}
generate_sitemap = true
generate_robots_txt = false
taxonomies = [
  {{ name = "drugs", paginate_by = {PER_PAGE}, feed = false }},
  {{ name = "tags", paginate_by = {PER_PAGE}, feed = false }},
]
''')
    w("content/_index.md", f'+++\ntitle = "{SITE}"\nsort_by = "date"\npaginate_by = {PER_PAGE}\n+++\n')
    w("content/articles/_index.md", '+++\ntitle = "Articles"\nsort_by = "date"\nrender = false\ntransparent = true\n+++\n')
    t = tera_templates(related, "zola")
    w("templates/section.html", t["index.html"])
    for k in ("base.html", "page.html", "index.html", "atom.xml"):
        w("templates/" + k, t[k])
    w("templates/taxonomy_single.html", t["term.html"])
    w("templates/taxonomy_list.html", t["terms.html"].replace("taxonomy.name", "taxonomy.name | title"))
    w("static/style.css", CSS)
    return "content/articles", front_zola, lambda a: a["slug"] + ".md"


def flavor_hugo(w, related):
    w("hugo.toml", f'''baseURL = "{BASE}/"
title = "{SITE}"
disableKinds = ["404"]
enableRobotsTXT = false
[taxonomies]
drug = "drugs"
tag = "tags"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
[outputFormats.rss]
baseName = "atom"
mediaType = "application/rss+xml"
[pagination]
pagerSize = {PER_PAGE}
disableAliases = true
[services.rss]
limit = {FEED_LIMIT}
[markup.goldmark.extensions.typographer]
disable = true
[markup.goldmark.renderer]
unsafe = true
''')
    w("content/articles/_index.md", '+++\ntitle = "Articles"\n[build]\nrender = "never"\nlist = "never"\n+++\n')
    rel = '''{{ with index (.GetTerms "drugs") 0 }}<section class="related"><h2>More on {{ .Title }}</h2><ul>
{{ range first 5 (complement (slice $) (first 6 .Pages)) }}<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>
{{ end }}</ul></section>
{{ end }}''' if related == "first-drug" else ""
    items = '''<ul class="list">
{{ range .Pages }}<li><a href="{{ .Permalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006" }}</time><p>{{ .Summary }}</p></li>
{{ end }}</ul>
<nav class="pager">{{ if .HasPrev }}<a rel="prev" href="{{ .Prev.URL }}">Newer</a>{{ end }}
<span>Page {{ .PageNumber }} of {{ .TotalPages }}</span>
{{ if .HasNext }}<a rel="next" href="{{ .Next.URL }}">Older</a>{{ end }}</nav>
'''
    w("layouts/baseof.html", f'''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{{{ block "title" . }}}}{SITE}{{{{ end }}}}</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" href="/atom.xml">
{{{{ block "head" . }}}}{{{{ end }}}}</head>
<body>
{HEAD}
<main>
{{{{ block "main" . }}}}{{{{ end }}}}
</main>
{FOOT}
</body>
</html>
''')
    w("layouts/page.html", f'''{{{{ define "title" }}}}{{{{ .Title }}}} - {SITE}{{{{ end }}}}
{{{{ define "head" }}}}<meta name="description" content="{{{{ .Summary }}}}">
<link rel="canonical" href="{{{{ .Permalink }}}}">
{{{{ end }}}}
{{{{ define "main" }}}}<article>
<header><h1>{{{{ .Title }}}}</h1>
<p class="meta"><time datetime="{{{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}}}">{{{{ .Date.Format "2 January 2006" }}}}</time> by {{{{ delimit .Params.authors ", " }}}}</p>
<p class="summary">{{{{ .Summary }}}}</p>
<p class="source">Source: <a href="{{{{ .Params.source.url }}}}">{{{{ .Params.source.name }}}}</a></p>
<ul class="drugs">{{{{ range .GetTerms "drugs" }}}}<li><a href="{{{{ .RelPermalink }}}}">{{{{ .Title }}}}</a></li>
{{{{ end }}}}</ul>
<ul class="tags">{{{{ range .GetTerms "tags" }}}}<li><a href="{{{{ .RelPermalink }}}}">{{{{ .Title }}}}</a></li>
{{{{ end }}}}</ul></header>
<div class="body">
{{{{ .Content }}}}
</div>
<section class="citations"><h2>Citations</h2><ol>
{{{{ range .Params.citations }}}}<li>{{{{ .authors }}}}. {{{{ .title }}}}. <cite>{{{{ .journal }}}}</cite> {{{{ .year }}}}. <a href="https://doi.org/{{{{ .doi }}}}">{{{{ .doi }}}}</a></li>
{{{{ end }}}}</ol></section>
{rel}<nav class="siblings">
{{{{ with .PrevInSection }}}}<a rel="prev" href="{{{{ .Permalink }}}}">{{{{ .Title }}}}</a>{{{{ end }}}}
{{{{ with .NextInSection }}}}<a rel="next" href="{{{{ .Permalink }}}}">{{{{ .Title }}}}</a>{{{{ end }}}}
</nav>
</article>{{{{ end }}}}
''')
    w("layouts/home.html", f'''{{{{ define "main" }}}}<h1>Latest digests</h1>
{{{{ with .Paginate site.RegularPages }}}}{items}{{{{ end }}}}{{{{ end }}}}
''')
    w("layouts/term.html", f'''{{{{ define "title" }}}}{{{{ .Title }}}} - {SITE}{{{{ end }}}}
{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1>
{{{{ with .Paginate .Pages }}}}{items}{{{{ end }}}}{{{{ end }}}}
''')
    w("layouts/taxonomy.html", f'''{{{{ define "title" }}}}{{{{ .Title }}}} - {SITE}{{{{ end }}}}
{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1>
<ul class="terms">
{{{{ range .Data.Terms.Alphabetical }}}}<li><a href="{{{{ .Page.Permalink }}}}">{{{{ .Page.Title }}}}</a> ({{{{ .Count }}}})</li>
{{{{ end }}}}</ul>{{{{ end }}}}
''')
    w("layouts/section.html", '{{ define "main" }}{{ end }}\n')
    w("layouts/home.rss.xml", f'''{{{{ printf "<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?>" | safeHTML }}}}
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{SITE}</title>
<link href="{BASE}/atom.xml" rel="self"/>
<link href="{BASE}/"/>
<id>{BASE}/</id>
<updated>{{{{ site.Lastmod.Format "2006-01-02T15:04:05Z07:00" }}}}</updated>
{{{{ range first {FEED_LIMIT} site.RegularPages }}}}<entry><title>{{{{ .Title }}}}</title><link href="{{{{ .Permalink }}}}"/><id>{{{{ .Permalink }}}}</id><updated>{{{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}}}</updated><author><name>{{{{ delimit .Params.authors ", " }}}}</name></author><summary>{{{{ .Summary }}}}</summary></entry>
{{{{ end }}}}</feed>
''')
    w("static/style.css", CSS)
    return "content/articles", front_hugo, lambda a: a["slug"] + ".md"


def flavor_eleventy(w, related):
    """Eleventy 3 with Nunjucks layouts. Related, siblings and term lists are computed once in a collection."""
    w("package.json", '{"name":"digest","private":true,"type":"commonjs"}\n')
    w("eleventy.config.js", f'''const footnote = require("markdown-it-footnote");
const MONTHS = "January February March April May June July August September October November December".split(" ");
const slug = (s) => s.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const PER = {PER_PAGE}, BASE = "{BASE}";
module.exports = (cfg) => {{
  cfg.setQuietMode(true);
  cfg.addPassthroughCopy({{ "static": "/" }});
  cfg.amendLibrary("md", (md) => md.use(footnote));
  cfg.addFilter("day", (d) => `${{d.getUTCDate()}} ${{MONTHS[d.getUTCMonth()]}} ${{d.getUTCFullYear()}}`);
  cfg.addFilter("iso", (d) => d.toISOString());
  cfg.addFilter("tslug", slug);
  const pages = (list, name, root) => {{
    const out = [], n = Math.max(1, Math.ceil(list.length / PER));
    for (let i = 0; i < n; i++) out.push({{ name, no: i + 1, total: n, items: list.slice(i * PER, (i + 1) * PER),
      path: i ? `${{root}}page/${{i + 1}}/` : root,
      prev: i ? (i > 1 ? `${{root}}page/${{i}}/` : root) : null, next: i + 1 < n ? `${{root}}page/${{i + 2}}/` : null }});
    return out;
  }};
  const digest = (api) => {{
    const all = api.getFilteredByGlob("content/articles/*.md");
    const arts = all.slice().sort((a, b) => b.date - a.date);
    const by = (key) => {{
      const m = new Map();
      for (const p of arts) for (const t of p.data[key]) {{ if (!m.has(t)) m.set(t, []); m.get(t).push(p); }}
      return m;
    }};
    const drugs = by("drugs"), tags = by("topics");
    const info = {{}};
    arts.forEach((p, i) => {{
      info[p.inputPath] = {{ older: arts[i + 1], newer: arts[i - 1],
        related: drugs.get(p.data.drugs[0]).slice(0, 6).filter((o) => o !== p).slice(0, 5) }};
    }});
    return {{ arts, drugs, tags, info }};
  }};
  cfg.addCollection("digest", (api) => [digest(api)]);
  cfg.addCollection("homePages", (api) => pages(digest(api).arts, null, "/"));
  const tp = (key, root) => (api) => [...digest(api)[key]].flatMap(([n, l]) => pages(l, n, `/${{root}}/${{slug(n)}}/`));
  const tl = (key, root) => (api) => [...digest(api)[key]].map(([n, l]) => ({{ name: n, count: l.length,
    path: `/${{root}}/${{slug(n)}}/` }})).sort((a, b) => (a.name < b.name ? -1 : 1));
  cfg.addCollection("drugPages", tp("drugs", "drugs"));
  cfg.addCollection("tagPages", tp("tags", "tags"));
  cfg.addCollection("drugTerms", tl("drugs", "drugs"));
  cfg.addCollection("tagTerms", tl("tags", "tags"));
  return {{ dir: {{ input: "content", includes: "../_includes", output: "public" }}, markdownTemplateEngine: false,
    htmlTemplateEngine: "njk" }};
}};
''')
    w("_includes/base.njk", f'''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{% block title %}}{SITE}{{% endblock %}}</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/atom.xml">
{{% block head %}}{{% endblock %}}</head>
<body>
{HEAD}
<main>
{{% block main %}}{{% endblock %}}
</main>
{FOOT}
</body>
</html>
''')
    rel = '''<section class="related"><h2>More on {{ drugs[0] }}</h2><ul>
{% for p in d.related %}<li><a href="''' + BASE + '''{{ p.url }}">{{ p.data.title }}</a></li>
{% endfor %}</ul></section>
''' if related == "first-drug" else ""
    w("_includes/article.njk", f'''{{% extends "base.njk" %}}
{{% block title %}}{{{{ title }}}} - {SITE}{{% endblock %}}
{{% block head %}}<meta name="description" content="{{{{ summary }}}}">
<link rel="canonical" href="{BASE}{{{{ page.url }}}}">
{{% endblock %}}
{{% block main %}}{{% set d = collections.digest[0].info[page.inputPath] %}}<article>
<header><h1>{{{{ title }}}}</h1>
<p class="meta"><time datetime="{{{{ page.date | iso }}}}">{{{{ page.date | day }}}}</time> by {{{{ authors | join(", ") }}}}</p>
<p class="summary">{{{{ summary }}}}</p>
<p class="source">Source: <a href="{{{{ source.url }}}}">{{{{ source.name }}}}</a></p>
<ul class="drugs">{{% for t in drugs %}}<li><a href="/drugs/{{{{ t | tslug }}}}/">{{{{ t }}}}</a></li>
{{% endfor %}}</ul>
<ul class="tags">{{% for t in topics %}}<li><a href="/tags/{{{{ t | tslug }}}}/">{{{{ t }}}}</a></li>
{{% endfor %}}</ul></header>
<div class="body">
{{{{ content | safe }}}}
</div>
<section class="citations"><h2>Citations</h2><ol>
{{% for c in citations %}}<li>{{{{ c.authors }}}}. {{{{ c.title }}}}. <cite>{{{{ c.journal }}}}</cite> {{{{ c.year }}}}. <a href="https://doi.org/{{{{ c.doi }}}}">{{{{ c.doi }}}}</a></li>
{{% endfor %}}</ol></section>
{rel}<nav class="siblings">
{{% if d.older %}}<a rel="prev" href="{BASE}{{{{ d.older.url }}}}">{{{{ d.older.data.title }}}}</a>{{% endif %}}
{{% if d.newer %}}<a rel="next" href="{BASE}{{{{ d.newer.url }}}}">{{{{ d.newer.data.title }}}}</a>{{% endif %}}
</nav>
</article>{{% endblock %}}
''')
    listing = f'''<ul class="list">
{{% for p in pg.items %}}<li><a href="{BASE}{{{{ p.url }}}}">{{{{ p.data.title }}}}</a> <time datetime="{{{{ p.date | iso }}}}">{{{{ p.date | day }}}}</time><p>{{{{ p.data.summary }}}}</p></li>
{{% endfor %}}</ul>
<nav class="pager">{{% if pg.prev %}}<a rel="prev" href="{{{{ pg.prev }}}}">Newer</a>{{% endif %}}
<span>Page {{{{ pg.no }}}} of {{{{ pg.total }}}}</span>
{{% if pg.next %}}<a rel="next" href="{{{{ pg.next }}}}">Older</a>{{% endif %}}</nav>
'''

    def paged(coll, head):
        return (f'---\npagination:\n  data: collections.{coll}\n  size: 1\n  alias: pg\npermalink: "{{{{ pg.path }}}}"\n'
                f'eleventyExcludeFromCollections: true\n---\n{{% extends "base.njk" %}}\n{{% block main %}}<h1>{head}</h1>\n'
                f'{listing}{{% endblock %}}\n')

    w("content/home.njk", paged("homePages", "Latest digests"))
    w("content/drug.njk", paged("drugPages", "{{ pg.name }}"))
    w("content/tag.njk", paged("tagPages", "{{ pg.name }}"))
    for name, coll in (("drugs", "drugTerms"), ("tags", "tagTerms")):
        w(f"content/{name}.njk", f'---\npermalink: /{name}/\neleventyExcludeFromCollections: true\n---\n'
          f'{{% extends "base.njk" %}}\n{{% block main %}}<h1>{name.capitalize()}</h1>\n<ul class="terms">\n'
          f'{{% for t in collections.{coll} %}}<li><a href="{{{{ t.path }}}}">{{{{ t.name }}}}</a> ({{{{ t.count }}}})</li>\n'
          f'{{% endfor %}}</ul>{{% endblock %}}\n')
    w("content/atom.njk", f'''---
permalink: /atom.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{SITE}</title>
<link href="{BASE}/atom.xml" rel="self"/>
<link href="{BASE}/"/>
<id>{BASE}/</id>
<updated>{{{{ collections.digest[0].arts[0].date | iso }}}}</updated>
{{% for p in collections.digest[0].arts.slice(0, {FEED_LIMIT}) %}}<entry><title>{{{{ p.data.title }}}}</title><link href="{BASE}{{{{ p.url }}}}"/><id>{BASE}{{{{ p.url }}}}</id><updated>{{{{ p.date | iso }}}}</updated><author><name>{{{{ p.data.authors | join(", ") }}}}</name></author><summary>{{{{ p.data.summary }}}}</summary></entry>
{{% endfor %}}</feed>
''')
    w("content/sitemap.njk", f'''---
permalink: /sitemap.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{{% for p in collections.digest[0].arts %}}<url><loc>{BASE}{{{{ p.url }}}}</loc><lastmod>{{{{ p.date | iso }}}}</lastmod></url>
{{% endfor %}}{{% for t in collections.drugTerms %}}<url><loc>{BASE}{{{{ t.path }}}}</loc></url>
{{% endfor %}}{{% for t in collections.tagTerms %}}<url><loc>{BASE}{{{{ t.path }}}}</loc></url>
{{% endfor %}}</urlset>
''')
    w("content/articles/articles.11tydata.js", '''module.exports = {
  layout: "article.njk",
  permalink: (data) => `/articles/${data.page.fileSlug}/index.html`,
};
''')
    w("static/style.css", CSS)
    return "content/articles", front_eleventy, lambda a: a["slug"] + ".md"


def flavor_cobalt(w, related):
    """Cobalt has no free taxonomies: no drug pages, no related list, no drugs index; tags through its paginator."""
    w("_cobalt.yml", f'''site:
  title: {SITE}
  base_url: {BASE}
posts:
  dir: articles
  rss: atom.xml
  publish_date_in_filename: false
assets:
  sass:
    style: expanded
minify:
  html: false
syntax_highlight:
  enabled: false
destination: public
''')
    page = f'''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{{{ page.title }}}} - {SITE}</title>
<link rel="stylesheet" href="/style.css">
<meta name="description" content="{{{{ page.description }}}}">
</head>
<body>
{HEAD}
<main>
<article>
<header><h1>{{{{ page.title }}}}</h1>
<p class="meta"><time>{{{{ page.published_date | date: "%e %B %Y" }}}}</time> by {{{{ page.data.authors | join: ", " }}}}</p>
<p class="summary">{{{{ page.description }}}}</p>
<p class="source">Source: <a href="{{{{ page.data.source.url }}}}">{{{{ page.data.source.name }}}}</a></p>
<ul class="drugs">{{% for d in page.data.drugs %}}<li><a href="/drugs/{{{{ d | slugify }}}}/">{{{{ d }}}}</a></li>
{{% endfor %}}</ul>
<ul class="tags">{{% for t in page.tags %}}<li><a href="/tags/{{{{ t | slugify }}}}/">{{{{ t }}}}</a></li>
{{% endfor %}}</ul></header>
<div class="body">
{{{{ page.content }}}}
</div>
<section class="citations"><h2>Citations</h2><ol>
{{% for c in page.data.citations %}}<li>{{{{ c.authors }}}}. {{{{ c.title }}}}. <cite>{{{{ c.journal }}}}</cite> {{{{ c.year }}}}. <a href="https://doi.org/{{{{ c.doi }}}}">{{{{ c.doi }}}}</a></li>
{{% endfor %}}</ol></section>
</article>
</main>
{FOOT}
</body>
</html>
'''
    w("_layouts/page.liquid", page)
    w("_layouts/plain.liquid", f'<!DOCTYPE html>\n<html lang="en"><head><title>{SITE}</title></head><body>{HEAD}<main>{{{{ page.content }}}}</main>{FOOT}</body></html>\n')
    w("index.liquid", f'''---
title: {SITE}
layout: plain.liquid
pagination:
  include: All
  per_page: {PER_PAGE}
  order: Desc
  sort_by: ["published_date"]
---
<h1>Latest digests</h1>
<ul class="list">
{{% for p in paginator.pages %}}<li><a href="/{{{{ p.permalink }}}}">{{{{ p.title }}}}</a> {{{{ p.published_date | date: "%e %B %Y" }}}}<p>{{{{ p.description }}}}</p></li>
{{% endfor %}}</ul>
''')
    w("style.css", CSS)
    return "articles", front_cobalt, lambda a: a["slug"] + ".md"


def flavor_blades(w, related):
    """Blades 0.6 (mustache templates). No related list, no counts in the term indexes, feeds of all pages, pages are
    slug.html files instead of folders; the paginated list of all articles is that of the section."""
    w("Blades.toml", f"""title = "{SITE}"
url = "{BASE}"
rss = false
atom = true
sitemap = true
[taxonomies.drugs]
title = "Drugs"
paginate_by = {PER_PAGE}
[taxonomies.tags]
title = "Tags"
paginate_by = {PER_PAGE}
""")
    top = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{{{title}}}} - {SITE}</title>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/atom.xml">
"""
    mid = f"</head>\n<body>\n{HEAD}\n<main>\n"
    end = f"</main>\n{FOOT}\n</body>\n</html>\n"
    items = """<ul class="list">
{{#pages}}<li><a href="{{permalink}}">{{title}}</a> <time>{{#date}}{{d}}/{{m}}/{{y}}{{/date}}</time><p>{{summary}}</p></li>
{{/pages}}</ul>
<nav class="pager">{{#pagination}}{{#previous}}<a rel="prev" href="{{.}}">Newer</a>{{/previous}}
<span>Page {{current}} of {{length}}</span>
{{#next}}<a rel="next" href="{{.}}">Older</a>{{/next}}{{/pagination}}</nav>
"""
    w("templates/page.html", top + """<meta name="description" content="{{summary}}">
<link rel="canonical" href="{{permalink}}">
""" + mid + """<article>
<header><h1>{{title}}</h1>
<p class="meta"><time>{{#date}}{{d}}/{{m}}/{{y}}{{/date}}</time> by {{author}}</p>
<p class="summary">{{summary}}</p>
<p class="source">Source: <a href="{{source_url}}">{{source_name}}</a></p>
<ul class="drugs">{{#taxonomies}}{{#drugs}}<li><a href="/drugs/{{name}}">{{name}}</a></li>
{{/drugs}}{{/taxonomies}}</ul>
<ul class="tags">{{#taxonomies}}{{#tags}}<li><a href="/tags/{{name}}">{{name}}</a></li>
{{/tags}}{{/taxonomies}}</ul></header>
<div class="body">
{{{content}}}
</div>
<section class="citations"><h2>Citations</h2><ol>
{{#citations}}<li>{{authors}}. {{title}}. <cite>{{journal}}</cite> {{year}}. <a href="https://doi.org/{{doi}}">{{doi}}</a></li>
{{/citations}}</ol></section>
<nav class="siblings">
{{#previous}}<a rel="next" href="{{permalink}}">{{title}}</a>{{/previous}}
{{#next}}<a rel="prev" href="{{permalink}}">{{title}}</a>{{/next}}
</nav>
</article>
""" + end)
    w("templates/section.html", top + mid + "<h1>{{title}}</h1>\n" + items + end)
    w("templates/taxonomy_key.html", top + mid + "<h1>{{title}}</h1>\n" + items + end)
    w("templates/taxonomy.html", top + mid + "<h1>{{title}}</h1>\n<ul class=\"terms\">\n"
      "{{#keys}}<li><a href=\"{{key}}\">{{key}}</a></li>\n{{/keys}}</ul>\n" + end)
    w("templates/gallery.html", "")
    w("content/index.toml", f'title = "{SITE}"\n')
    w("content/articles/index.toml", f'title = "Latest digests"\npaginate_by = {PER_PAGE}\n')
    w("assets/style.css", CSS)
    return "content/articles", front_blades, lambda a: a["slug"] + ".md"


FLAVORS = {"offprint": flavor_offprint, "offprint-full": flavor_offprint_full, "zola": flavor_zola, "hugo": flavor_hugo, "eleventy": flavor_eleventy,
           "cobalt": flavor_cobalt, "blades": flavor_blades}


def generate(n, d, t, out, flavor, seed=1, related="first-drug", corpus=None):
    c = corpus or Corpus(n, d, t, seed)

    def w(rel, text):
        p = os.path.join(out, rel)
        os.makedirs(os.path.dirname(p), exist_ok=True)
        with open(p, "w", encoding="utf-8") as f:
            f.write(text)

    where, front, name = FLAVORS[flavor](w, related)
    folder = os.path.join(out, where)
    os.makedirs(folder, exist_ok=True)
    for i in range(n):
        a = c.article(i)
        with open(os.path.join(folder, name(a)), "w", encoding="utf-8") as f:
            f.write(front(a) + "\n" + a["body"])
    return c


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, required=True)
    ap.add_argument("--drugs", type=int)
    ap.add_argument("--tags", type=int, default=300)
    ap.add_argument("--out", required=True, help="folder; with several flavors, one folder per flavor below it")
    ap.add_argument("--flavor", required=True, help="one of %s, or several separated by commas" % ", ".join(FLAVORS))
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--related", choices=("first-drug", "none"), default="first-drug")
    ap.add_argument("--force", action="store_true", help="remove DIR first")
    o = ap.parse_args()
    d = o.drugs or max(1, min(1500, o.articles // 20))
    flavors = o.flavor.split(",")
    corpus = Corpus(o.articles, d, o.tags, o.seed)
    for fl in flavors:
        if fl not in FLAVORS:
            sys.exit(f"unknown flavor {fl}")
        out = o.out if len(flavors) == 1 else os.path.join(o.out, fl)
        if os.path.exists(out):
            if not o.force:
                sys.exit(f"{out} exists (use --force)")
            shutil.rmtree(out)
        generate(o.articles, d, o.tags, out, fl, o.seed, o.related, corpus)
        print(f"{fl}: {o.articles} articles, {d} drugs, {o.tags} tags -> {out}")


if __name__ == "__main__":
    main()
