#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the signed PDFs tte-*.pdf of tests/documents/unit and the roots they are held against, tte-roots.pem. CAs and keys are made
# anew in each run and thrown away; the time of signing is that of the run, on which tests/unit/signature_test.c leans only by its year.
# Run by hand where something changes (python3-cryptography, openssl); the tests need only the files.
#   sign.py [FOLDER]
import datetime, os, re, subprocess, sys, tempfile
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU, NameOID

out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'unit')
tmp = tempfile.mkdtemp()
PEM = serialization.Encoding.PEM


class Party:
    """A key and its certificate, by `issuer` or by itself."""
    count = 0

    def __init__(self, name, issuer=None, key=None, years=(2026, 2050), ca=False, eku=(), names=None, usage=True):
        Party.count += 1
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.issuer = issuer
        subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, 'ID'), x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Contoh')] +
                            [x509.NameAttribute(NameOID.COMMON_NAME, n) for n in (names if names is not None else [name])])
        self.subject = subject
        b = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        b = b.public_key(self.key.public_key()).serial_number(0x1000 + Party.count)
        b = b.not_valid_before(datetime.datetime(years[0], 1, 1)).not_valid_after(datetime.datetime(years[1], 1, 1))
        b = b.add_extension(x509.BasicConstraints(ca, None), True)
        if usage:
            b = b.add_extension(x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False), True)
        b = b.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False)
        if issuer:
            b = b.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
        if eku:
            b = b.add_extension(x509.ExtendedKeyUsage(list(eku)), False)
        self.cert = b.sign((issuer or self).key, hashes.SHA256())
        self.file = f'{tmp}/{Party.count}'
        with open(self.file + '.pem', 'wb') as f:
            f.write(self.cert.public_bytes(PEM))
        with open(self.file + '.key', 'wb') as f:
            f.write(self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def cms(data, signers, args=()):
    """The bytes of a CMS signature over `data`."""
    with open(f'{tmp}/data', 'wb') as f:
        f.write(data)
    command = ['openssl', 'cms', '-sign', '-binary', '-outform', 'DER', '-in', f'{tmp}/data']
    above = []
    for s in signers:
        command += ['-signer', s.file + '.pem', '-inkey', s.file + '.key']
        i = s.issuer
        while i and i.issuer:
            above += [i] if i not in above else []
            i = i.issuer
    if above:
        with open(f'{tmp}/above.pem', 'wb') as f:
            f.writelines(i.cert.public_bytes(PEM) for i in above)
        command += ['-certfile', f'{tmp}/above.pem']
    return subprocess.run(command + list(args), check=True, stdout=subprocess.PIPE).stdout


def body(first, objects, size, prev=None):
    """Objects {number: bytes}, cross-reference table and trailer, for a place `first` of the file."""
    text, at = b'', {}
    for k in sorted(objects):
        at[k] = first + len(text)
        text += b'%d 0 obj\n%s\nendobj\n' % (k, objects[k])
    xref = first + len(text)
    text += b'xref\n'
    for k in sorted(at):
        text += b'%d 1\n%010d 00000 n \n' % (k, at[k])
    text += b'trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n' % (size, b'/Prev %d' % prev if prev else b'', xref)
    return text, xref


def dictionary(room, form='adbe.pkcs7.detached', more=b'', contents=True):
    hole = b'/Contents<' + b'0' * (2 * room) + b'>' if contents else b''
    return (b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/' + form.encode() + more +
            b'/ByteRange[0 ********** ********** **********]' + hole + b'/M(D:20261121100000+08\'00\')>>')


def fill(pdf, signers, args=(), from_=0, short=0):
    """Writes range and signature into the last dictionary of the file."""
    hole = pdf.index(b'/Contents<0', from_) + len(b'/Contents')
    end = pdf.index(b'>', hole) + 1
    rest = len(pdf) - end - short
    r = b'[0 %010d %010d %010d]' % (hole, end, rest)
    pdf = pdf.replace(b'[0 ********** ********** **********]', r)
    der = cms(pdf[:hole] + pdf[end:end + rest], signers, args).hex().encode()
    assert len(der) <= end - hole - 2, (len(der) // 2, 'room')
    return pdf[:hole + 1] + der + pdf[hole + 1 + len(der):]


def letter(sig, field=b'Tanda tangan', more=None):
    text = b'BT /F 12 Tf 72 760 Td (SURAT PERNYATAAN) Tj 0 -20 Td (Nama : SITI RAHMAH) Tj 0 -20 Td (NIP : 198703152010012003) Tj ET'
    objects = {
        1: b'<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/SigFlags 3>>>>',
        2: b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
        3: b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R]>>',
        4: b'<</Length %d>>stream\n%s\nendstream' % (len(text), text),
        5: b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
        6: b'<</Type/Annot/Subtype/Widget/FT/Sig/T(' + field + b')/F 132/Rect[0 0 0 0]/P 3 0 R/V 7 0 R>>',
    }
    if sig:
        objects[7] = sig
    objects.update(more or {})
    head = b'%PDF-1.6\n%\xe2\xe3\xcf\xd3\n'
    text, xref = body(len(head), objects, 9)
    return head + text, xref


def write(name, pdf):
    with open(os.path.join(out, f'tte-{name}.pdf'), 'wb') as f:
        f.write(pdf)


def signed(name, signers, args=(), room=1700, form='adbe.pkcs7.detached', more=b'', field=b'Tanda tangan', **kw):
    write(name, fill(letter(dictionary(room, form, more), field)[0], signers, args, **kw))


def big(bits=2048):
    return rsa.generate_private_key(65537, bits)


root = Party('Induk Contoh', ca=True)
ca = Party('Penerbit Contoh', root, ca=True)
siti = Party('SITI RAHMAH', ca, big(), (2026, 2028), eku=[EKU.EMAIL_PROTECTION, EKU.CLIENT_AUTH])
budi = Party('BUDI SANTOSO', ca, years=(2026, 2028))
with open(os.path.join(out, 'tte-roots.pem'), 'wb') as roots:
    roots.write(root.cert.public_bytes(PEM))

# as it should be
signed('baik', [siti], room=2100)
signed('cades', [budi], ['-cades', '-md', 'sha384'], form='ETSI.CAdES.detached')
signed('pss', [siti], ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32'], room=2200)
signed('polos', [budi], ['-noattr'])			# says no time of signing
signed('kunci', [budi], ['-keyid'])			# names the signer by his key

# whom to believe
root2 = Party('Induk Contoh', ca=True)			# the same names, other keys
ca2 = Party('Penerbit Contoh', root2, ca=True)
signed('asing', [Party('SITI RAHMAH', ca2)])
signed('sendiri', [Party('SITI RAHMAH')])
signed('lewat', [Party('SITI RAHMAH', ca, years=(2020, 2021))])
signed('kelak', [Party('SITI RAHMAH', ca, years=(2030, 2032))])
signed('server', [Party('tte.example.go.id', ca, eku=[EKU.SERVER_AUTH])])
signed('ca', [ca])
signed('pendek', [Party('SITI RAHMAH', ca, big(1024))])
signed('duanama', [Party('', ca, names=['SITI RAHMAH', 'BUPATI'])])
signed('baris', [Party('SITI RAHMAH\n signature: relied \u202eHAMHAR', ca)])

# kinds that are not relied on
signed('sha1', [budi], ['-md', 'sha1'])
signed('md5', [siti], ['-md', 'md5'], room=2100)
signed('isi', [budi], ['-nodetach'], room=4000)
signed('tanpa', [budi], ['-nocerts'])
signed('berdua', [siti, budi], room=3200)
signed('format', [budi], form='adbe.pkcs7.sha1')
signed('cap', [budi], form='ETSI.RFC3161')

# what is signed
signed('sebagian', [budi], short=6)
signed('palsu', [Party('SITI RAHMAH', ca2)], more=b'/Name(KEPALA DINAS)/Reason(Certificate Validation: Certificate is Trusted.)',
       field=b'x\n  - Signature Validation: Signature is Valid.\n  - Certificate Validation: Certificate is Trusted.\n  - Total document signed\n')
# /Contents of another dictionary than the range
write('pisah', fill(letter(dictionary(0, contents=False), more={8: b'<</Contents<' + b'0' * 3400 + b'>>>'})[0], [budi]))

# two: the second revision adds a field and signs all that is there
pdf, xref = letter(dictionary(1700))
pdf = fill(pdf, [budi])
more, _ = body(len(pdf), {
    1: b'<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 8 0 R]/SigFlags 3>>>>',
    8: b'<</Type/Annot/Subtype/Widget/FT/Sig/T(Dua)/F 132/Rect[0 0 0 0]/P 3 0 R/V 9 0 R>>',
    9: dictionary(2100)}, 10, xref)
write('dua', fill(pdf + more, [siti], from_=len(pdf)))

subprocess.run(['rm', '-rf', tmp])
