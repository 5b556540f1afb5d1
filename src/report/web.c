/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours stand once for light, once for dark; print is always light. All texts have a contrast of
 * 4.5 and more on what is behind them (tests/report/pages.py measures it).
 */
#include "report/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/clock.h"

static const char style[] =
    ":root{color-scheme:light dark;--bg:#fff;--ink:#18212c;--dim:#4c5866;--line:#cfd6df;"
    "--card:#f2f5f9;--s0:#0b5cad;--s1:#b45309}"
    "@media screen and (prefers-color-scheme:dark){:root{--bg:#12161c;--ink:#e9edf3;--dim:#b3bdca;"
    "--line:#3b4552;--card:#1c222b;--s0:#74b4f7;--s1:#f2b25c}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:16px;max-width:1080px;background:var(--bg);color:var(--ink);"
    "font:16px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica "
    "Neue\",Arial,sans-serif}"
    "h1{font-size:1.5rem;line-height:1.2;margin:0 0 4px}"
    "h2{font-size:1.2rem;line-height:1.25;margin:36px 0 8px;padding-top:8px;"
    "border-top:2px solid var(--line)}"
    "h3{font-size:1.02rem;margin:20px 0 6px}p{margin:0 0 10px;max-width:75ch}"
    "ul{margin:0 0 10px;padding-left:1.2em}a{color:var(--s0)}small,.dim{color:var(--dim);"
    "font-size:.88rem}"
    ".tiles{display:grid;grid-template-columns:repeat(2,1fr);gap:8px;"
    "list-style:none;margin:12px 0;padding:0}"
    "@media(min-width:520px){.tiles{grid-template-columns:repeat(3,1fr)}}"
    "@media screen and (min-width:960px){.tiles{grid-template-columns:repeat(6,1fr)}}"
    ".tiles li{background:var(--card);border:1px solid var(--line);border-radius:8px;"
    "padding:8px 12px}.tiles b{display:block;font-size:1.7rem;line-height:1.15;"
    "font-variant-numeric:tabular-nums}"
    ".box{background:var(--card);border-left:4px solid var(--s0);padding:8px 12px;margin:12px 0}"
    ".box :last-child{margin-bottom:0}.box h2{border:0;margin:0 0 4px;padding:0;font-size:1.05rem}"
    ".two{display:grid;grid-template-columns:1fr;gap:16px;align-items:start}"
    ".two>*{min-width:0}@media(min-width:720px){.two{grid-template-columns:3fr 2fr}}"
    ".t{overflow-x:auto;margin:8px 0 12px}"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}"
    "caption{text-align:left;font-weight:600;padding:0 0 4px}"
    "th,td{border-bottom:1px solid var(--line);padding:5px 8px 5px 0;text-align:left;"
    "vertical-align:top;font-weight:400;overflow-wrap:break-word}"
    "thead th{font-weight:600;border-bottom:2px solid var(--line)}"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "thead th.n{white-space:normal}.w{white-space:nowrap}.sum{font:11px monospace;"
    "overflow-wrap:anywhere;min-width:9em}"
    "@media screen and "
    "(max-width:520px){table{font-size:.84rem}th,td{padding-right:5px}.w{white-space:normal}"
    "small{font-size:.8rem}}"
    "figure{margin:0 0 8px}figcaption{font-weight:600;margin-bottom:4px}"
    "svg{display:block;width:100%;max-width:640px;height:auto}"
    "svg text{font-size:10px;fill:var(--ink)}svg line{stroke:var(--line)}"
    ".s0{fill:var(--s0)}.s1{fill:var(--s1)}"
    ".key{display:inline-block;margin-right:14px;font-size:.88rem}"
    ".key svg{display:inline-block;width:11px;height:11px;margin-right:5px}"
    "@page{size:A4;margin:14mm 13mm}"
    "@media "
    "print{:root{font-size:10pt}body{padding:0;max-width:none;font-size:1rem}h1{font-size:16pt}"
    "h2{font-size:12.5pt;margin-top:16px;break-after:avoid}h3{break-after:avoid}"
    ".two{grid-template-columns:3fr 2fr}.first{break-after:page}"
    ".tiles{grid-template-columns:repeat(3,1fr)}.tiles b{font-size:15pt}"
    "table{font-size:8.8pt}th,td{padding:2.5px 6px 2.5px 0}tr,figure,.box,li{break-inside:avoid}"
    "caption,thead{break-after:avoid}thead{display:table-header-group}.t{overflow:visible}"
    ".s0,.s1,.tiles li,.box{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

void
web_begin(struct buf *out, const char *title)
{
	buf_adds(out,
	    "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n<title>");
	web_text(out, title);
	buf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
	web_text(out, title);
	buf_adds(out, "</h1>\n");
}

void
web_end(struct buf *out)
{
	buf_adds(out, "</main>\n</body>\n</html>\n");
}

/* ---- values ---- */
void
web_text(struct buf *out, const char *s)
{
	char *clean = clean_text(s != NULL && *s != '\0' ? s : "-");

	buf_html(out, clean);
	free(clean);
}

void
web_time(struct buf *out, const struct calendar *c, int64_t at)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu",
		"Sep", "Okt", "Nov", "Des" };
	int year, month = calendar_month_of(c, at, &year);
	char text[32];

	if (at == 0) {
		buf_addc(out, '-');
		return;
	}
	clock_format(at, calendar_zone_minutes(c), text);
	buf_addf(out, "%d %s %d, %.2s.%.2s", (text[8] - '0') * 10 + text[9] - '0',
	    months[month - 1], year, text + 11, text + 14);
}

void
web_minutes(struct buf *out, int64_t minutes)
{
	if (minutes < 60)
		buf_addf(out, "%lld menit", (long long)minutes);
	else if (minutes >= 24 * 60 || minutes % 60 == 0)
		buf_grouped(out, (minutes + 30) / 60), buf_adds(out, " jam");
	else
		buf_addf(out, "%lld jam %lld menit", (long long)(minutes / 60),
		    (long long)(minutes % 60));
}

/* ---- tables ---- */
void
web_table(struct buf *out, const char *caption, const char *const *heads)
{
	buf_adds(out, "<div class=\"t\" role=\"region\" tabindex=\"0\" aria-label=\"");
	web_text(out, caption);
	buf_adds(out, "\">\n<table>\n<caption>");
	web_text(out, caption);
	buf_adds(out, "</caption>\n<thead>\n<tr>");
	for (; *heads != NULL; heads++) {
		bool number = **heads == '#';

		buf_addf(out, "<th scope=\"col\"%s>", number ? " class=\"n\"" : "");
		web_text(out, *heads + number);
		buf_adds(out, "</th>");
	}
	buf_adds(out, "</tr>\n</thead>\n<tbody>\n");
}

void
web_row(struct buf *out)
{
	buf_adds(out, "<tr>");
}

void
web_row_end(struct buf *out)
{
	buf_adds(out, "</tr>\n");
}

void
web_head(struct buf *out, const char *s)
{
	buf_adds(out, "<th scope=\"row\">");
	web_text(out, s);
	buf_adds(out, "</th>");
}

void
web_cell(struct buf *out, const char *s)
{
	buf_adds(out, "<td>");
	web_text(out, s);
	buf_adds(out, "</td>");
}

void
web_cell_int(struct buf *out, int64_t n)
{
	buf_adds(out, "<td class=\"n\">");
	buf_grouped(out, n);
	buf_adds(out, "</td>");
}

void
web_cell_time(struct buf *out, const struct calendar *c, int64_t at)
{
	buf_adds(out, "<td class=\"w\">");
	web_time(out, c, at);
	buf_adds(out, "</td>");
}

void
web_table_end(struct buf *out)
{
	buf_adds(out, "</tbody>\n</table>\n</div>\n");
}

/* ---- bars ---- */
#define WIDTH  360
#define HEIGHT 168
#define LEFT   42 /* room for the numbers of the scale */
#define TOP    14
#define FOOT   18 /* for the labels */
#define LINES  4

/* The smallest of 4, 8, 12, 20, 40 ... that is not below n: four equal steps of round numbers. */
static int64_t
scale_of(int64_t n)
{
	static const int64_t steps[] = { 4, 8, 12, 20, 40 };
	int64_t tens = 1;

	for (;; tens *= 10)
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			if (steps[i] * tens >= n)
				return steps[i] * tens;
}

static void
scale(struct buf *out, int64_t most)
{
	double high = HEIGHT - TOP - FOOT;

	for (int i = 0; i <= LINES; i++) {
		double y = TOP + high - high * i / LINES;

		buf_addf(out,
		    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"
		    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
		    LEFT, y, WIDTH, y, LEFT - 4, y + 3.5);
		buf_grouped(out, most * i / LINES);
		buf_adds(out, "</text>\n");
	}
}

static void
bar(struct buf *out, size_t which, double x, double wide, int64_t value, int64_t most, bool told)
{
	double tall = (double)(HEIGHT - TOP - FOOT) * (double)value / (double)most,
	       y = HEIGHT - FOOT - tall;

	if (value == 0)
		return;
	buf_addf(out, "<rect class=\"s%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
	    which, x, y, wide, tall);
	if (told) {
		buf_addf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", x + wide / 2,
		    y - 3);
		buf_grouped(out, value);
		buf_adds(out, "</text>");
	}
	buf_addc(out, '\n');
}

static void
legend(struct buf *out, const struct web_series *series, size_t n)
{
	buf_adds(out, "<div>");
	for (size_t i = 0; i < n; i++) {
		buf_addf(out,
		    "<span class=\"key\"><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
		    "<rect class=\"s%zu\" width=\"10\" height=\"10\"/></svg>",
		    i);
		web_text(out, series[i].name);
		buf_adds(out, "</span>");
	}
	buf_adds(out, "</div>\n");
}

void
web_bars(struct buf *out, const char *id, const char *title, const char *description,
    const char *const *labels, size_t n, const struct web_series *series, size_t n_series)
{
	double room = (double)(WIDTH - LEFT) / (double)(n > 0 ? n : 1), wide = room * 0.76;
	int64_t most = 0;
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n_series; k++)
			if (series[k].values[i] > most)
				most = series[k].values[i];
	most = scale_of(most);
	buf_adds(out, "<figure>\n<figcaption>");
	web_text(out, title);
	buf_adds(out, "</figcaption>\n");
	if (n_series > 1)
		legend(out, series, n_series);
	buf_addf(out,
	    "<svg role=\"img\" viewBox=\"0 0 %d %d\" aria-labelledby=\"%s-t %s-d\">\n"
	    "<title id=\"%s-t\">",
	    WIDTH, HEIGHT, id, id, id);
	web_text(out, title);
	buf_addf(out, "</title>\n<desc id=\"%s-d\">", id);
	web_text(out, description);
	buf_adds(out, "</desc>\n");
	scale(out, most);
	for (i = 0; i < n; i++) {
		double x = LEFT + room * (double)i + (room - wide) / 2;

		for (k = 0; k < n_series; k++)
			bar(out, k, x + wide / (double)n_series * (double)k,
			    wide / (double)n_series - (n_series > 1 ? 0.8 : 0), series[k].values[i],
			    most, n_series == 1 && most < 1000);
		buf_addf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x + wide / 2,
		    HEIGHT - 5);
		web_text(out, labels[i]);
		buf_adds(out, "</text>\n");
	}
	buf_adds(out, "</svg>\n</figure>\n");
}
