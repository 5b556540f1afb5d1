/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reader and checker of rule files: what it takes, and one broken file per kind of mistake with
 * the exact line and words that its author must see. Also what must never be read: DTDs, entities,
 * other files, bottomless nesting.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "rules/xml.h"
#include "test.h"

static const struct xml_attr_rule rule_attrs[] = { { "id", XML_ID, true, NULL }, { "ke", XML_ID, false, NULL } };
static const struct xml_attr_rule step_attrs[] = {
	{ "no", XML_INT, true, NULL },
	{ "waktu", XML_RANGE, false, NULL },
	{ "wajib", XML_YESNO, false, NULL },
	{ "sejak", XML_DATE, false, NULL },
	{ "jam", XML_TIME, false, NULL },
	{ "asal", XML_WORD, false, "resmi|kendali|pinjaman" },
	{ "ids", XML_IDS, false, NULL },
	{ "pola", XML_REGEX, false, NULL },
};
static const struct xml_attr_rule inner_attrs[] = { { "surat", XML_ID, true, NULL } };
static const struct xml_rule rules[] = {
	{ "sop", "", rule_attrs, 2, false, 1, 1 },
	{ "baris", "sop", step_attrs, 8, false, 1, 3 },
	{ "keluaran", "baris", NULL, 0, true, 0, 1 },
	{ "kirim", "baris", inner_attrs, 1, false, 0, 0 },
	{ "kirim", "sop", NULL, 0, true, 0, 0 },
};
#define N_RULES (sizeof(rules) / sizeof(rules[0]))

static const struct { const char *name, *xml, *wanted; } broken[] = {
	{ "unknown element", "<sop id='a'>\n<baris no='1'>\n<keluarann/></baris></sop>",
	    "3: <keluarann>: unsur tidak dikenal; maksudnya <keluaran>?" },
	{ "nothing near", "<sop id='a'>\n<baris no='1'/><zzz/></sop>", "2: <zzz>: unsur tidak dikenal di dalam <sop>" },
	{ "wrong place", "<sop id='a'>\n<baris no='1'/>\n<keluaran/></sop>",
	    "3: <keluaran>: tidak boleh di dalam <sop>; tempatnya di dalam <baris>" },
	{ "missing attribute", "<sop id='a'>\n\n<baris/></sop>", "3: <baris>: atribut \"no\" wajib ada" },
	{ "unknown attribute", "<sop id='a'>\n<baris no='1' waktuu='3'/></sop>",
	    "2: <baris>: atribut \"waktuu\" tidak dikenal; maksudnya \"waktu\"?" },
	{ "empty attribute", "<sop id=''><baris no='1'/></sop>", "1: <sop>: atribut \"id\" kosong" },
	{ "not a number", "<sop id='a'><baris no='1x'/></sop>",
	    "1: <baris>: no=\"1x\" salah; harus bilangan bulat, misalnya 5" },
	{ "range backwards", "<sop id='a'><baris no='1' waktu='9-3'/></sop>",
	    "1: <baris>: waktu=\"9-3\" salah; harus bilangan atau rentang, misalnya 5 atau 1-24" },
	{ "range with unit", "<sop id='a'><baris no='1' waktu='1 jam'/></sop>",
	    "1: <baris>: waktu=\"1 jam\" salah; harus bilangan atau rentang, misalnya 5 atau 1-24" },
	{ "yes in English", "<sop id='a'><baris no='1' wajib='yes'/></sop>",
	    "1: <baris>: wajib=\"yes\" salah; harus ya atau tidak" },
	{ "no such day", "<sop id='a'><baris no='1' sejak='2025-02-29'/></sop>",
	    "1: <baris>: sejak=\"2025-02-29\" salah; harus tanggal TTTT-BB-HH, misalnya 2025-07-29" },
	{ "no such time", "<sop id='a'><baris no='1' jam='24.01'/></sop>",
	    "1: <baris>: jam=\"24.01\" salah; harus jam JJ.MM, misalnya 07.30" },
	{ "word nearly", "<sop id='a'><baris no='1' asal='resmii'/></sop>",
	    "1: <baris>: asal=\"resmii\" tidak dikenal; maksudnya \"resmi\"?" },
	{ "word not at all", "<sop id='a'><baris no='1' asal='xxxxxxxxxx'/></sop>",
	    "1: <baris>: asal=\"xxxxxxxxxx\" tidak dikenal; boleh: resmi|kendali|pinjaman" },
	{ "id with blank", "<sop id='a b'><baris no='1'/></sop>",
	    "1: <sop>: id=\"a b\" salah; harus satu kata dari huruf, angka, dan tanda hubung" },
	{ "text where none goes", "<sop id='a'><baris no='1'>halo</baris></sop>",
	    "1: <baris>: tidak boleh berisi teks \"halo\"" },
	{ "too few", "<sop id='a'/>", "1: <sop>: unsur <baris> wajib ada" },
	{ "too many", "<sop id='a'>\n<baris no='1'/>\n<baris no='2'/>\n<baris no='3'/>\n<baris no='4'/>\n</sop>",
	    "5: <baris>: paling banyak 3 di dalam <sop>" },
	{ "wrong root", "<office/>", "1: <office>: bukan unsur akar di sini; seharusnya <sop>" },
	{ "name space", "<sop xmlns='urn:x' id='a'><baris no='1'/></sop>", "1: <sop>: atribut \"xmlns\" tidak dikenal" },
	{ "crossed tags", "<sop id='a'>\n<baris no='1'></sop>", "2: <baris> dari baris 2 ditutup dengan </sop>" },
	{ "bare ampersand", "<sop id='a & b'/>", "1: XML rusak: tanda < atau & berdiri sendiri; tulis &lt; atau &amp;" },
	{ "unknown entity", "<sop id='a'><baris no='1'><keluaran>&nbsp;</keluaran></baris></sop>",
	    "1: XML rusak: entitas tidak dikenal; hanya &amp; &lt; &gt; &quot; &apos; yang ada" },
	{ "not UTF-8", "<sop id='a'><baris no='1'><keluaran>\xe9t</keluaran></baris></sop>", "1: XML rusak: huruf yang tidak boleh ada di XML, atau bukan UTF-8" },
	{ "doctype", "\n<!DOCTYPE sop [<!ENTITY x 'y'>]>\n<sop id='&x;'/>", "2: DOCTYPE tidak diperbolehkan" },
	{ "other file", "<!DOCTYPE sop SYSTEM 'file:///etc/hostname'><sop id='a'/>", "1: DOCTYPE tidak diperbolehkan" },
	{ "empty file", "", "1: berkas kosong" },
};

static void
test_broken(size_t i)
{
	struct problems p = { 0 };
	struct xml_node *root = xml_read("x.xml", broken[i].xml, strlen(broken[i].xml), rules, N_RULES, &p);
	char got[256] = "";

	if (p.n_items > 0)
		snprintf(got, sizeof(got), "%d: %s", p.items[0].line, p.items[0].text);
	is_str(got, broken[i].wanted, "%s", broken[i].name);
	xml_free(root);
	problems_free(&p);
}

static void
test_good(void)
{
	static const char xml[] = "<?xml version='1.0' encoding='UTF-8'?>\n<!-- c -->\n<sop id='a'>\n"
				  "<baris no='1' waktu='1-24' wajib='ya' sejak='2024-02-29' jam='07.30' ids='x y'>\n"
				  "<keluaran>  dua\n\t kata &amp; <![CDATA[<b>]]> </keluaran><kirim surat='s'/>\n</baris>\n"
				  "<kirim>teks</kirim><baris no='2'/></sop>";
	struct problems p = { 0 };
	struct xml_node *root = xml_read("x.xml", xml, sizeof(xml) - 1, rules, N_RULES, &p);
	const struct xml_node *row;
	int64_t low, high;
	char *text;

	is_int(p.n_items, 0, "a good file has no problems");
	problems_print(&p, stdout);
	row = xml_child(root, "baris");
	is_int(row->line, 4, "line of an element");
	is_str(xml_get(row, "ids"), "x y", "attribute");
	ok(xml_get(row, "pola") == NULL, "absent attribute is NULL");
	is_int(xml_int(row, "no", 7), 1, "number");
	is_int(xml_int(row, "waktu", 7), 7, "a range is no number: fallback");
	ok(xml_range(row, "waktu", &low, &high) && low == 1 && high == 24, "range");
	ok(xml_yes(row, "wajib", false) && !xml_yes(row, "tidak-ada", false), "yes and absent");
	text = xml_text_of(row, "keluaran");
	is_str(text, "dua kata & <b>", "text folded, entities and CDATA plain");
	free(text);
	ok(xml_next(row, "baris") != NULL && xml_next(xml_next(row, "baris"), "baris") == NULL, "siblings by name");
	ok(row->parent == root, "parent");
	xml_free(root);
	problems_free(&p);
}

static void
test_all_at_once(void)
{
	static const char xml[] = "<sop>\n<baris/>\n<baris no='x'/>\n<bariss/>\n</sop>";
	struct problems p = { 0 };
	struct xml_node *root = xml_read("x.xml", xml, sizeof(xml) - 1, rules, N_RULES, &p);

	is_int(p.n_items, 4, "four mistakes, one run");
	ok(root != NULL, "root is given although there are problems");
	xml_free(root);
	problems_free(&p);
}

static void
test_hostile(void)
{
	struct problems p = { 0 };
	struct buf deep = BUF_INIT;
	struct xml_node *root;

	for (int i = 0; i < 100000; i++)
		buf_adds(&deep, "<sop>");
	root = xml_read("x.xml", deep.data, deep.len, rules, N_RULES, &p);
	ok(root == NULL && p.n_items > 0, "100,000 levels are refused");
	buf_free(&deep);
	root = xml_read("/nonexistent/x.xml", NULL, 0, rules, N_RULES, &p);
	ok(root == NULL && strstr(p.items[p.n_items - 1].text, "tidak dapat dibaca") != NULL, "missing file is a problem");
	problems_free(&p);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		test_broken(i);
	test_good();
	test_all_at_once();
	test_hostile();
	return done();
}
