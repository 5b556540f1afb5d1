// SPDX-License-Identifier: GPL-3.0-or-later
// Of a page that was laid out in a frame of the wanted width: what is wrong with it, one line each. What a rule cannot see (whether it is
// clear, whether it is pleasant) is for people: pages.sh leaves pictures.
function look(window, want) {
	var document = window.document, innerWidth = window.innerWidth, getComputedStyle = window.getComputedStyle;
	var found = [], count = {};
	function wrong(what, e) {
		count[what] = (count[what] || 0) + 1;
		if (count[what] <= 5) found.push(what + (e ? ': ' + (e.textContent || e.tagName).trim().slice(0, 60) : ''));
	}
	function all(sel, each) { document.querySelectorAll(sel).forEach(each); }
	if (innerWidth !== want) wrong('laid out at ' + innerWidth + ' and not at ' + want);
	if (document.documentElement.lang !== 'id') wrong('lang');
	if (document.documentElement.scrollWidth > innerWidth) wrong('the page is wider than the screen: ' + document.documentElement.scrollWidth);
	all('main *', function (e) {
		if (!e.closest('.t') && !e.closest('svg') && e.getBoundingClientRect().right > innerWidth + 0.5) wrong('reaches beyond the screen', e);
	});
	// a table that has to be scrolled is borne, but not where it was made for a phone
	var wide = 0;
	all('.t', function (e) { if (e.scrollWidth > e.clientWidth + 1) { wide++; if (innerWidth > 700) wrong('a table has to be scrolled on a wide screen', e.querySelector('caption')); } });
	if (wide > 2) wrong(wide + ' tables have to be scrolled');
	var level = 0, h1 = 0;
	all('h1,h2,h3,h4', function (e) {
		var n = Number(e.tagName[1]);
		if (n > level + 1) wrong('a heading skips a level', e);
		if (!e.textContent.trim()) wrong('an empty heading');
		h1 += n === 1;
		level = n;
	});
	if (h1 !== 1) wrong('h1: ' + h1);
	var ids = {};
	all('[id]', function (e) { if (ids[e.id]) wrong('id twice ' + e.id); ids[e.id] = 1; });
	all('svg:not([aria-hidden])', function (e) {
		var names = (e.getAttribute('aria-labelledby') || '').split(' '), said = names.map(function (n) { var x = document.getElementById(n); return x ? x.textContent.trim() : ''; });
		if (e.getAttribute('role') !== 'img' || names.length !== 2 || !said[0] || said[1].length < 20) wrong('a chart without title and description', e);
		if (!e.closest('.two') || !e.closest('.two').querySelector('table')) wrong('a chart without its table', e);
		e.querySelectorAll('text').forEach(function (t) {
			var r = t.getBoundingClientRect(), box = e.getBoundingClientRect();
			if (r.left < box.left - 1 || r.right > box.right + 1) wrong('a text of a chart is cut', t);
			if (r.height < 8) wrong('a text of a chart is tiny', t);
		});
	});
	all('table', function (e) {
		if (!e.caption || !e.caption.textContent.trim()) wrong('a table without caption', e);
		if (!e.querySelector('thead th')) wrong('a table without heads', e);
		var n = e.querySelectorAll('thead th').length;
		e.querySelectorAll('tbody tr').forEach(function (r) {
			if (r.cells.length !== n) wrong('a row has ' + r.cells.length + ' cells of ' + n, r);
			if (!r.querySelector('th[scope=row]')) wrong('a row without its head', r);
		});
	});
	all('th', function (e) { if (!/^(col|row)$/.test(e.scope)) wrong('th without scope', e); });
	all('script,iframe,object,embed,link,img,form,base,[onclick],[onload],[onerror]', function (e) { wrong('what no page of ours has: ' + e.outerHTML.slice(0, 60)); });
	all('[src],[href]', function (e) { wrong('it leads elsewhere: ' + e.outerHTML.slice(0, 60)); });
	if (/terlambat|\d{16}/.test(document.body.innerText)) wrong('a word or number that must not stand here');

	function rgb(s) { var m = s.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1 }; }
	function light(c) {
		var v = [c.r, c.g, c.b].map(function (x) { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); });
		return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
	}
	function behind(e) { for (; e; e = e.parentElement) { var c = rgb(getComputedStyle(e).backgroundColor); if (c.a > 0.99) return c; } return { r: 255, g: 255, b: 255 }; }
	function ratio(a, b) { var x = light(a), y = light(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); }
	var least = 99, walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		var e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || /^(title|desc|style|script)$/i.test(e.tagName)) continue;
		var style = getComputedStyle(e), r = ratio(rgb(e.closest('svg') ? style.fill : style.color), behind(e));
		least = Math.min(least, r);
		if (r < 4.5) wrong('contrast ' + r.toFixed(2), e);
		if (!e.closest('svg') && parseFloat(style.fontSize) < 12) wrong('small letters ' + style.fontSize, e);
	}
	all('svg rect', function (e) { if (ratio(rgb(getComputedStyle(e).fill), behind(e)) < 3) wrong('a bar is hard to see', e); });
	return found.join('\n') + '\nEND contrast ' + least.toFixed(2) + ' scrolled ' + wide;
}
onload = function () {
	var frame = document.querySelector('iframe'), pre = document.createElement('pre');
	pre.id = 'found';
	pre.textContent = 'BEGIN\n' + look(frame.contentWindow, frame.clientWidth);
	document.body.replaceChildren(pre);
};
